// The engine against the judge: the same verdict and the same list of errors for random specs and payloads. And against
// itself: what verdicts take a quick way to is what the spec says as it was written, every word of an explanation.
//
// NORM_JUDGE_PAIRS sets how many pairs of a spec and a payload are tried, NORM_SEED the first module's seed. The next
// module has the next seed, so a disagreement is repeated by its own seed and 20 pairs.
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <norm/decode.h>
#include <norm/print.h>
#include <norm/report.h>
#include <norm/schema_file.h>

#include <charconv>
#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>

#include "judge/random_payload.h"
#include "judge/random_spec.h"
#include "program/compile.h"
#include "support/judge.h"

namespace norm::judge {
namespace {

constexpr std::size_t kPayloadsEach = 20;
constexpr std::size_t kMaxErrors = 100;

std::uint64_t environment(const char* name, std::uint64_t otherwise) {
  const char* text = std::getenv(name);
  return text == nullptr ? otherwise : std::strtoull(text, nullptr, 10);
}

Errors errors_of(const std::vector<Problem>& problems) {
  Errors errors;
  for (const Problem& problem : problems) {
    errors.push_back({problem.path, problem.predicate, problem.branch, problem.on_key});
  }
  return errors;
}

std::string lines(const Errors& errors) {
  std::string out = errors.empty() ? "    (conforms)\n" : "";
  for (const Error& error : errors) out += "    " + to_string(error) + "\n";
  return out;
}

/// Whether a rapidjson::Value says the same as the text did.
bool keeps_text(const Value& value) {
  switch (value.kind) {
    case Value::Kind::null:
    case Value::Kind::boolean:
    case Value::Kind::string: return true;
    case Value::Kind::number: {
      const char* end = value.text.data() + value.text.size();
      if (is_integer_text(value.text)) {
        std::int64_t small = 0;
        std::uint64_t large = 0;
        return std::from_chars(value.text.data(), end, small).ec == std::errc() ||
               (value.text.front() != '-' && std::from_chars(value.text.data(), end, large).ec == std::errc());
      }
      double nearest = 0;
      if (std::from_chars(value.text.data(), end, nearest).ec != std::errc()) return false;
      return compare_numbers(fmt::format("{}", nearest), value.text) == 0;
    }
    case Value::Kind::array:
      for (const Value& item : value.items) {
        if (!keeps_text(item)) return false;
      }
      return true;
    case Value::Kind::object:
      for (const auto& entry : value.members) {
        if (!keeps_text(entry.value)) return false;
      }
      return true;
  }
  return false;
}

/// The text with some predicates under their other names, which mean the same and print as the first.
std::string respelt(Random& random, std::string text) {
  static const std::pair<std::string, std::string> kAliases[] = {
      {" null?", " nil?"}, {" array?", " list?"}, {" object?", " map?"}};
  for (const auto& [name, alias] : kAliases) {
    for (std::size_t at = text.find(name); at != std::string::npos; at = text.find(name, at + 1)) {
      if (random.chance(40)) text.replace(at, name.size(), alias);
    }
  }
  return text;
}

struct Tally {
  std::size_t pairs = 0;
  std::size_t valid = 0;
  std::size_t errors = 0;
  std::size_t refused = 0;  ///< modules that do not load
  std::string first_refusal;
  std::size_t modules = 0;
  std::size_t truncated = 0;
  std::size_t disagreements = 0;
  std::string shortest;  ///< of the disagreements
  std::uint64_t shortest_seed = 0;

  void disagree(std::uint64_t seed, std::string report) {
    ++disagreements;
    if (!shortest.empty() && shortest.size() <= report.size()) return;
    shortest = std::move(report);
    shortest_seed = seed;
  }
};

/// One spec with the validator made of its text.
class Bench {
 public:
  Bench(const Spec& spec, const Library* library, const Validator& validator, const Validator& as_written)
      : spec_(spec),
        library_(library),
        validator_(validator),
        as_written_(as_written),
        decoder_(validator_, {.max_errors = kMaxErrors}),
        as_written_decoder_(as_written_, {.max_errors = kMaxErrors}) {}

  /// Empty where the engine and the judge agree.
  std::string compare(const std::string& payload, Tally& tally) {
    const std::optional<Value> value = parse(payload);
    if (!value) return "the judge cannot read the payload";
    Errors expected = judge(spec_, library_, *value);
    const bool valid = expected.empty();
    tally.valid += valid ? 1 : 0;
    tally.errors += expected.size();
    const bool truncated = expected.size() > kMaxErrors;
    tally.truncated += truncated ? 1 : 0;
    if (truncated) expected.resize(kMaxErrors);

    const auto decoded = decoder_.decode(payload);
    if (!decoded && decoded.error().malformed) return "malformed: " + decoded.error().malformed->reason;
    const Errors found = decoded ? Errors{} : errors_of(decoded.error().problems);
    if (decoded.has_value() != valid || found != expected) return difference("Decoder::decode", found, expected);
    if (decoder_.valid(payload) != valid) return "Decoder::valid and Decoder::decode differ";
    if (!decoded && decoded.error().truncated != truncated) return "truncated is wrong";
    if (as_written_decoder_.valid(payload) != valid) return "the program as written gives another verdict";
    const auto again = as_written_decoder_.decode(payload);
    if (again.has_value() != decoded.has_value() || (!decoded && again.error().problems != decoded.error().problems)) {
      return "the program as written explains otherwise";
    }

    if (!keeps_text(*value)) return {};
    rapidjson::Document document;
    document.Parse<rapidjson::kParseFullPrecisionFlag>(payload.data(), payload.size());
    const Errors explained = errors_of(validator_.explain(document, kMaxErrors));
    if (explained != expected) return difference("Validator::explain", explained, expected);
    if (validator_.explain(document, kMaxErrors) != as_written_.explain(document, kMaxErrors)) {
      return "the program as written explains a document otherwise";
    }
    return validator_.valid(document) == valid ? "" : "Validator::valid and Validator::explain differ";
  }

 private:
  static std::string difference(std::string_view whose, const Errors& found, const Errors& expected) {
    return fmt::format("  {}:\n{}  judge:\n{}", whose, lines(found), lines(expected));
  }

  const Spec& spec_;
  const Library* library_;
  Validator validator_, as_written_;
  Decoder decoder_, as_written_decoder_;
};

void try_module(std::uint64_t seed, Tally& tally) {
  Random random(seed);
  const std::shared_ptr<const Library> library = random_module(random);
  const std::string text = text_of(*library);
  ++tally.modules;
  const auto loaded = load_text(respelt(random, text), "random.norm");
  if (!loaded) {
    ++tally.refused;
    if (tally.first_refusal.empty()) tally.first_refusal = text + to_text(loaded.error());
    return;
  }
  for (const Definition& definition : library->files.front().definitions) {
    const Spec* found = loaded->find(definition.name);
    ASSERT_NE(found, nullptr) << "seed " << seed << "\n" << text;
    ASSERT_EQ(*found, definition.spec) << "seed " << seed << "\n" << text << "read back as\n" << print(*found);
  }
  ASSERT_EQ(print(*loaded), text) << "seed " << seed;
  const Spec& spec = library->files.front().definitions.back().spec;
  const auto validator = compile(*loaded->last());
  ASSERT_TRUE(validator) << "seed " << seed << "\n" << text << to_text(validator.error());

  const auto as_written = program::compile(*loaded->last(), {}, program::Verdict::as_written);
  ASSERT_TRUE(as_written);

  Bench bench(spec, library.get(), *validator, Validator(*as_written));
  for (std::size_t i = 0; i < kPayloadsEach; ++i) {
    const std::string payload = random_payload(random, spec, library.get());
    ++tally.pairs;
    const std::string difference = bench.compare(payload, tally);
    if (!difference.empty()) tally.disagree(seed, fmt::format("{}  payload: {}\n{}", text, payload, difference));
  }
}

TEST(Judge, AgreesWithTheEngine) {
  const std::uint64_t pairs = environment("NORM_JUDGE_PAIRS", 20000);
  const std::uint64_t first = environment("NORM_SEED", 1);
  Tally tally;
  for (std::uint64_t seed = first; tally.pairs < pairs; ++seed) {
    try_module(seed, tally);
    if (HasFatalFailure()) return;
    ASSERT_LT(tally.modules, 1000 + pairs) << "hardly any module loads";
  }
  EXPECT_EQ(tally.disagreements, 0U) << "of " << tally.pairs << "; the shortest has NORM_SEED=" << tally.shortest_seed
                                     << "\n"
                                     << tally.shortest;
  EXPECT_EQ(tally.refused, 0U) << "of " << tally.modules << " modules; the first\n" << tally.first_refusal;
  fmt::print("NORM_SEED={}: {} modules, {} pairs, {} valid, {} errors, {} lists cut off\n", first, tally.modules,
             tally.pairs, tally.valid, tally.errors, tally.truncated);
  if (pairs < 10000) return;
  // Both verdicts must be frequent, or the comparison says little.
  EXPECT_GT(tally.valid, tally.pairs / 8);
  EXPECT_LT(tally.valid, tally.pairs * 7 / 8);
}

TEST(Judge, PrintedExpressionsReadBack) {
  const std::uint64_t first = environment("NORM_SEED", 1);
  int read_back = 0;
  for (std::uint64_t seed = first; seed < first + 500; ++seed) {
    Random random(seed);
    const std::shared_ptr<const Library> library = random_module(random);
    const Spec& spec = library->files.front().definitions.front().spec;  // the first names at most later ones
    const auto read = load_expression(print(spec));
    if (!read) continue;  // it names a definition: those read back as modules above
    ++read_back;
    ASSERT_EQ(*read, spec) << "seed " << seed << "\n" << print(spec);
    ASSERT_EQ(print(*read), print(spec)) << "seed " << seed;
  }
  EXPECT_GT(read_back, 200);
}

}  // namespace
}  // namespace norm::judge
