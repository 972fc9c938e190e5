// Schemas made to be hard: whatever they are, a comparison ends near its budget, and what is decidable soon is decided.
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <norm/norm.h>

#include <ctime>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace norm {
namespace {

using Made = std::function<std::string(int)>;

std::string repeated(int count, std::string_view between, const Made& made) {
  std::string out;
  for (int i = 0; i < count; ++i) out += (i > 0 ? std::string(between) : "") + made(i);
  return out;
}

struct Row {
  std::string name;
  std::string old, now;
  std::string verdicts;  ///< any of these; empty: whatever comes
};

void PrintTo(const Row& row, std::ostream* out) { *out << row.name; }

// Arms that no key tells apart, each with a change of its own.
std::string untagged(int arms, std::string_view type) {
  return "U = " +
         repeated(
             arms, " | ",
             [&](int i) { return fmt::format("schema {{ req :k{}, integer? opt :v, {} opt :next, U }}", i, type); }) +
         "\nEvent = U";
}

// Definitions that each hold all others.
std::string entangled(int count, std::string_view leaf) {
  std::string out;
  for (int i = 0; i < count; ++i) {
    out +=
        fmt::format("T{} = {} | coll_of({}) | schema {{ req :n, {} }}\n", i, leaf,
                    repeated(count, " | ", [](int j) { return fmt::format("schema {{ req :t{}, T{} }}", j, j); }), i);
  }
  return out + "Event = T0";
}

std::string chain(int count, std::string_view last) {
  std::string out;
  for (int i = 0; i < count; ++i) out += fmt::format("T{} = schema {{ req :a, T{} }}\n", i, i + 1);
  return out + fmt::format("T{} = {}\nEvent = T0", count, last);
}

std::string union_chain(int count, std::string_view made) {
  std::string out = "T0 = null?\n";
  for (int i = 1; i <= count; ++i) out += fmt::format("T{} = T{} | {}\n", i, i - 1, fmt::format(fmt::runtime(made), i));
  return out + fmt::format("Event = T{}", count);
}

// Fields that are there in one of two ways each.
std::string grid(int count, std::string_view left, std::string_view right) {
  return "Event = " + repeated(count, " & ", [&](int i) {
           return fmt::format("(schema {{ req :a{0}, {1} }} | schema {{ req :b{0}, {2} }})", i, left, right);
         });
}

std::string tagged(int count, std::string_view type) {
  return "Event = multi(:t) { " +
         repeated(count, " ",
                  [&](int i) {
                    return fmt::format("\"t{}\" => schema {{ req :id, uuid? opt :v{}, {} }}", i, i % 7, type);
                  }) +
         " }";
}

const std::vector<Row>& rows() {
  static const std::vector<Row> kRows = [] {
    const std::string digits(4'000, '7');
    const auto event = [](const std::string& spec) { return "Event = " + spec; };
    const auto texts = [&](int count) {
      return event("enum(" + repeated(count, ", ", [](int i) { return fmt::format("\"text{}\"", i); }) + ")");
    };
    return std::vector<Row>{
        {"untagged union, the same", untagged(50, "string?"), untagged(50, "string?"), "same"},
        {"untagged union, wider", untagged(50, "string?"), untagged(50, "string? | null?"), "breaks-consumers unknown"},
        {"entangled definitions, wider", entangled(50, "integer?"), entangled(50, "number?"), ""},
        {"entangled definitions, the same", entangled(50, "integer?"), entangled(50, "integer?"), "same"},
        {"long chain of definitions", chain(1500, "integer?"), chain(1500, "number?"), ""},
        {"chain within reach", chain(100, "integer?"), chain(100, "number?"), "breaks-consumers"},
        {"chain of unions of constants", union_chain(90, "lit({})"), union_chain(90, "lit({}.0)"), "same"},
        {"chain of unions of schemas", union_chain(90, "schema {{ req :k{}, null? }}"),
         union_chain(90, "schema {{ req :k{}, null? | integer? }}"), "breaks-consumers unknown"},
        {"product of unions", grid(18, "string?", "integer?"), grid(18, "string?", "number?"), ""},
        {"product of unions, dropped", grid(18, "string?", "integer?"), grid(17, "string?", "integer?"), ""},
        {"product of regexes",
         event(repeated(30, " & ", [](int i) { return fmt::format("(/a{0}/ | /b{0}/)", i); }) + " & max_length?(0)"),
         event("never?"), ""},
        {"many tags", tagged(300, "string?"), tagged(300, "string? | null?"), "breaks-consumers"},
        {"many texts", texts(3000), texts(3001), "breaks-consumers"},
        {"exponential automaton", event("/^(a|b)*a(a|b){22}$/"), event("/^(b|a)*a(b|a){22}$/"), ""},
        {"counted regexes", event("/^((a{1,9}b){1,9}c){1,9}$/"), event("/^((a{1,9}b){1,9}c){1,8}$/"), ""},
        {"long counted regexes", event("/^.{0,999}$/s & /x.{900}y/"), event("/^.{0,998}$/s & /x.{900}y/"), ""},
        {"regexes against each other",
         event(repeated(12, " & ", [](int i) { return fmt::format("/a.{{{}}}b/", 10 + i); })), event("/^c*$/"), ""},
        {"a number of many digits", event("> " + digits), event(">= " + digits), ""},
        {"multiples of many digits", event("multiple_of?(" + digits + ")"), event("multiple_of?(0." + digits + ")"),
         ""},
        {"huge exponents", event("> 1e999999999 & multiple_of?(7)"), event("> 1e999999999 & multiple_of?(14)"), ""},
        {"no room for a multiple", event("multiple_of?(1e-300) & > 0 & < 1e-299"), event("never?"), ""},
        {"distinct of many", event("coll_of(integer? & 0..400, min_count: 300, distinct: true)"),
         event("coll_of(integer? & 0..400, min_count: 301, distinct: true)"), ""},
        {"a long list", event("coll_of(string?, min_count: 1000000000)"),
         event("coll_of(integer?, min_count: 1000000000)"), ""},
        {"overlapping key specs",
         event("schema { " + repeated(20, " ", [](int i) { return fmt::format("keys /k{}/, {}..1000", i, i); }) + " }"),
         event("schema { rest integer? }"), ""},
        {"presence in product form",
         event("schema { " +
               repeated(20, " ", [](int i) { return fmt::format("opt :a{0} opt :b{0} require :a{0} | :b{0}", i); }) +
               " }"),
         event("schema { " +
               repeated(20, " ", [](int i) { return fmt::format("opt :a{0} opt :b{0} require :b{0} | :a{0}", i); }) +
               " }"),
         "same"},
        {"regrouped intervals",
         event(repeated(60, " | ", [](int i) { return fmt::format("{}..{}", i * 10, i * 10 + 5); })),
         event(repeated(60, " | ", [](int i) { return fmt::format("{}..{}", i * 10, i * 10 + 3); }) + " | " +
               repeated(60, " | ", [](int i) { return fmt::format("{}..{}", i * 10 + 4, i * 10 + 5); })),
         "same"},
        {"lists of long lists",
         event("coll_of(coll_of(coll_of(any?, min_count: 99999), min_count: 99999), min_count: 99999)"),
         event("never?"), ""},
        {"maps of long maps",
         event("map_of(any?, map_of(any?, map_of(any?, any?, min_count: 9000), min_count: 9000), min_count: 9000)"),
         event("never?"), ""},
    };
  }();
  return kRows;
}

class Hostile : public testing::TestWithParam<Row> {};

TEST_P(Hostile, EndsNearItsBudget) {
  const Row& row = GetParam();
  const auto old = load_text(row.old);
  const auto now = load_text(row.now);
  ASSERT_TRUE(old) << to_text(old.error());
  ASSERT_TRUE(now) << to_text(now.error());
  DiffOptions options;
  // What is decided takes its time where the machine is slow; what is not ends with it.
  options.budget.time = std::chrono::milliseconds(row.verdicts.empty() ? 300 : 4'000);
  const std::clock_t begin = std::clock();
  const auto found = diff(std::span(old->last(), 1), *now->last(), options);
  const double seconds = static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC;
  ASSERT_TRUE(found) << to_text(found.error());
  const std::string verdict(to_string(found->overall.verdict));
  RecordProperty("verdict", verdict);
  RecordProperty("milliseconds", std::to_string(seconds * 1000));
  EXPECT_TRUE(row.verdicts.empty() || row.verdicts.find(verdict) != std::string::npos) << verdict;
  EXPECT_TRUE(!row.verdicts.empty() || seconds < 1.5) << verdict << ", " << seconds << " s";
  for (const Unknown& unknown : found->overall.unknowns) EXPECT_EQ(unknown.code, "budget");
}

INSTANTIATE_TEST_SUITE_P(Rows, Hostile, testing::ValuesIn(rows()), [](const auto& row) {
  std::string name = row.param.name;
  for (char& c : name) c = std::isalnum(static_cast<unsigned char>(c)) != 0 ? c : '_';
  return name;
});

}  // namespace
}  // namespace norm
