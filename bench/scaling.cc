// What grows with what: payloads and schemas of doubling sizes. Where cost is linear, a row's figures are all about the
// same; a row that grows from left to right is a fault.
#include <fmt/format.h>
#include <norm/norm.h>

#include <algorithm>
#include <chrono>
#include <functional>
#include <iostream>
#include <string>
#include <vector>

namespace norm::bench {
namespace {

constexpr int kRuns = 7;
constexpr std::size_t kDoublings = 6;

// The best of a few runs: what disturbs a run only makes it longer.
double best_seconds(const std::function<void()>& run) {
  double best = 1e9;
  for (int i = 0; i < kRuns; ++i) {
    const auto begin = std::chrono::steady_clock::now();
    run();
    best = std::min(best, std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count());
  }
  return best;
}

std::string repeated(std::size_t count, const std::function<std::string(std::size_t)>& part, std::string_view between) {
  std::string out;
  for (std::size_t i = 0; i < count; ++i) {
    if (i > 0) out += between;
    out += part(i);
  }
  return out;
}

std::string members(std::size_t count, const std::function<std::string(std::size_t)>& key) {
  return '{' +
         repeated(
             count, [&](std::size_t i) { return '"' + key(i) + "\":" + std::to_string(i); }, ",") +
         '}';
}

std::string nested(std::size_t depth, std::string_view inside) {
  return repeated(
             depth, [](std::size_t) { return std::string("{\"x\":"); }, "") +
         std::string(inside) + std::string(depth, '}');
}

struct Case {
  std::string name;
  std::string schema;
  std::size_t first;  // the size that is doubled
  std::function<std::string(std::size_t)> payload;
};

// Keys of one length that begin and end alike, as someone would send them who knew which bytes are looked at first.
std::string alike(std::size_t i) { return fmt::format("aaaaaaaa{:08}aaaaaaaa", i); }

std::string text(char c, std::size_t size, std::string_view end = "") {
  return '"' + std::string(size, c) + std::string(end) + '"';
}

std::vector<Case> cases() {
  const auto plain = [](std::size_t i) { return "key" + std::to_string(i); };
  const auto wide = [plain](std::size_t n) { return members(n, plain); };
  const auto flood = [](std::size_t n) { return members(n, alike); };
  const auto numbers = [](std::size_t n) {
    return '[' +
           repeated(
               n, [](std::size_t i) { return std::to_string(i) + ".5"; }, ",") +
           ']';
  };
  const auto integers = [](std::size_t n) {
    return '[' +
           repeated(
               n, [](std::size_t i) { return std::to_string(i % 1000); }, ",") +
           ']';
  };
  const auto constants = [](std::string_view between) {
    return repeated(
        1000, [](std::size_t i) { return std::to_string(i); }, between);
  };
  return {
      {"map_of, many entries", "A = map_of(string?, integer?)", 1000, wide},
      {"many unknown keys", "A = schema { opt :a, string?  opt :b, string? }", 1000, wide},
      {"many unknown keys, closed", "A = schema(closed: true) { opt :a, string? }", 1000, wide},
      {"keys made to collide", "A = schema { opt :aaaaaaaa00000000aaaaaaaa, any?  rest integer? }", 1000, flood},
      {"one key again and again", "A = map_of(string?, any?)", 1000,
       [](std::size_t n) { return members(n, [](std::size_t) { return std::string("k"); }); }},
      {"distinct", "A = coll_of(number?, distinct: true)", 1000, numbers},
      {"distinct objects", "A = coll_of(object?, distinct: true)", 500,
       [](std::size_t n) {
         return '[' +
                repeated(
                    n, [](std::size_t i) { return fmt::format(R"({{"a":{},"b":[1]}})", i); }, ",") +
                ']';
       }},
      {"enum of numbers", "A = coll_of(enum(1, 2.5, \"x\", null, [1]))", 1000,
       [](std::size_t n) {
         return '[' +
                repeated(
                    n, [](std::size_t) { return std::string("[1.0]"); }, ",") +
                ']';
       }},
      {"enum of 1000 numbers", "A = coll_of(enum(" + constants(", ") + "))", 1000, integers},
      {"union of 1000 literals", "A = coll_of(" + constants(" | ") + ")", 1000, integers},
      {"multi with 1000 tags", "A = coll_of(multi(:t) { " + constants(" | ") + " => any? })", 1000,
       [](std::size_t n) {
         return '[' +
                repeated(
                    n, [](std::size_t i) { return fmt::format(R"({{"t":{}.0}})", i % 1000); }, ",") +
                ']';
       }},
      {"literal of a long list", "A = !lit([1, 2])", 1000, numbers},
      {"deep", "A = schema { opt :x, A }", 30, [](std::size_t n) { return nested(n, "{}"); }},
      {"deep, alternatives over a name", "A = schema { opt :x, A } | schema { opt :x, A  opt :y, string? }", 30,
       [](std::size_t n) { return nested(n, "1"); }},
      {"deep, conjunctions over a name", "A = schema { opt :x, A } & schema { opt :x, A  opt :y, string? }", 30,
       [](std::size_t n) { return nested(n, "{}"); }},
      {"deep, and well beside a mistake",
       "A = schema { opt :x, A } & schema { opt :x, A }  R = schema { req :v, A  req :z }", 10,
       [](std::size_t n) { return "{\"v\":" + nested(n, "{}") + '}'; }},
      {"long text, length?", "A = length?(1..5)", 20'000, [](std::size_t n) { return text('a', n); }},
      {"long text, contains?", "A = contains?(\"" + std::string(50, 'a') + "b\")", 20'000,
       [](std::size_t n) { return text('a', n); }},
      {"regex ^(a|b)*$", "A = /^(a|b)*$/", 20'000, [](std::size_t n) { return text('a', n, "c"); }},
      {"regex (a+)+$", "A = /(a+)+$/", 20'000, [](std::size_t n) { return text('a', n, "!"); }},
      {"regex (a*)*(a*)*b", "A = /^(a*)*(a*)*b$/", 20'000, [](std::size_t n) { return text('a', n); }},
      {"regex a{500}, unanchored", "A = /[ab]{500}c/", 20'000, [](std::size_t n) { return text('a', n); }},
      {"long text, uri? and email?", "A = uri? | email?", 20'000, [](std::size_t n) { return text('a', n); }},
      {"many digits, bound", "A = > 1e999999999", 10'000, [](std::size_t n) { return std::string(n, '7'); }},
      {"many digits, multiple_of?", "A = multiple_of?(7)", 10'000, [](std::size_t n) { return std::string(n, '7'); }},
      {"huge exponents, multiple_of?", "A = coll_of(multiple_of?(0.007))", 1000,
       [](std::size_t n) {
         return '[' +
                repeated(
                    n, [](std::size_t i) { return fmt::format("{}e999999{}", i, i % 900 + 100); }, ",") +
                ']';
       }},
  };
}

void print_head(std::string_view what) {
  std::cout << fmt::format("\n{:<36}", what);
  for (std::size_t i = 0; i < kDoublings; ++i)
    std::cout << fmt::format("{:>9}", fmt::format("x{}", std::size_t{1} << i));
  std::cout << '\n';
}

// The second row of each case explains, with the usual limit of problems.
int payloads() {
  print_head("ns a byte, bytes to verdict");
  for (const Case& one : cases()) {
    const auto module = load_text(one.schema, "scaling.norm");
    if (!module) return std::cerr << one.name << ": " << to_text(module.error()), 2;
    const auto validator = compile(*module->last());
    if (!validator) return std::cerr << one.name << ": " << to_text(validator.error()), 2;
    for (const bool explains : {false, true}) {
      std::cout << fmt::format("{:<36}", explains ? "  and decode, explaining" : one.name);
      for (std::size_t i = 0; i < kDoublings; ++i) {
        Decoder decoder(*validator, {.max_depth = 1000});
        const std::string bytes = one.payload(one.first << i);
        const double seconds = best_seconds(
            [&] { explains ? static_cast<void>(decoder.decode(bytes)) : static_cast<void>(decoder.valid(bytes)); });
        std::cout << fmt::format("{:>9.2f}", seconds * 1e9 / static_cast<double>(bytes.size())) << std::flush;
      }
      std::cout << '\n';
    }
  }
  return 0;
}

// A module as people write them: a chain of records, each with a few fields, an enum, a union, a list of the one
// before.
std::string module_of(std::size_t definitions) {
  std::string out;
  for (std::size_t i = 0; i < definitions; ++i) {
    out += fmt::format(
        "D{0} = schema {{ req :id, integer? & > 0 | string? & length?(1..40)  req :kind, enum(\"a\", \"b\", \"c\")\n"
        "  opt :at, date_time?  opt :size, 0..255  opt :tags, coll_of(string?, max_count: 10)",
        i);
    if (i > 0) out += fmt::format("  opt :last, D{}  opt :some, coll_of(D{})", i - 1, i / 2);
    out += " }\n";
  }
  return out;
}

int schemas() {
  print_head("us a definition, from 125");
  std::vector<double> seconds_of_load, seconds_of_compile;
  for (std::size_t i = 0; i < kDoublings; ++i) {
    const std::size_t definitions = std::size_t{125} << i;
    const std::string written = module_of(definitions);
    const auto module = load_text(written, "scaling.norm");
    if (!module) return std::cerr << to_text(module.error()), 2;
    const double scale = 1e6 / static_cast<double>(definitions);
    seconds_of_load.push_back(best_seconds([&] { static_cast<void>(load_text(written, "scaling.norm")); }) * scale);
    seconds_of_compile.push_back(best_seconds([&] { static_cast<void>(compile(*module->last())); }) * scale);
  }
  const auto row = [](std::string_view name, const std::vector<double>& values) {
    std::cout << fmt::format("{:<36}", name);
    for (const double value : values) std::cout << fmt::format("{:>9.1f}", value);
    std::cout << '\n';
  };
  row("load_text", seconds_of_load);
  row("compile", seconds_of_compile);
  std::cout << fmt::format("1000 definitions: {:.1f} ms\n", seconds_of_load[3] + seconds_of_compile[3]);
  return 0;
}

}  // namespace
}  // namespace norm::bench

int main() {
  const int schemas = norm::bench::schemas();
  return schemas != 0 ? schemas : norm::bench::payloads();
}
