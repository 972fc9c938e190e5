// The engine against the judge: the same verdict and the same list of errors for random specs and payloads. And against
// itself: what verdicts take a quick way to is what the spec says as it was written, every word of an explanation.
//
// NORM_JUDGE_PAIRS sets how many pairs of a spec and a payload are tried, NORM_SEED where RapidCheck begins. Where the
// two disagree it shrinks the spec and the payload, and says what to put into RC_PARAMS to have it again.
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <norm/decode.h>
#include <norm/print.h>
#include <norm/report.h>
#include <norm/schema_file.h>
#include <rapidcheck.h>

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "judge/random_case.h"
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

/// The judge hides nothing: where the engine has hidden a name in a path, it is not compared.
void hide_as_in(const Errors& found, Errors& expected) {
  for (std::size_t i = 0; i < std::min(found.size(), expected.size()); ++i) {
    for (std::size_t j = 0; j < std::min(found[i].path.size(), expected[i].path.size()); ++j) {
      if (found[i].path[j] == Segment("<redacted>")) expected[i].path[j] = found[i].path[j];
    }
  }
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
  std::size_t modules = 0;
  std::size_t pairs = 0;
  std::size_t valid = 0;
  std::size_t errors = 0;
  std::size_t truncated = 0;
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
    hide_as_in(found, expected);
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

/// The module's text loads, and reads back as it was.
void check_text(const Case& one, const Module& loaded) {
  const std::string text = text_of(*one.library);
  for (const Definition& definition : one.library->files.front().definitions) {
    const Spec* found = loaded.find(definition.name);
    RC_ASSERT(found != nullptr);
    RC_ASSERT(*found == definition.spec);
  }
  RC_ASSERT(print(loaded) == text);
}

void try_case(const Case& one, Tally& tally) {
  const std::string text = text_of(*one.library);
  Random random(std::hash<std::string>()(text));
  const auto loaded = load_text(respelt(random, text), "random.norm");
  if (!loaded) {
    if (one.is_drawn) RC_FAIL("it does not load:\n" + to_text(loaded.error()));
    RC_DISCARD();
  }
  if (one.is_drawn) check_text(one, *loaded);
  const auto validator = compile(*loaded->last());
  const auto as_written = program::compile(*loaded->last(), {}, program::Verdict::as_written);
  RC_ASSERT(validator && as_written);
  ++tally.modules;
  const Spec& spec = one.library->files.front().definitions.back().spec;
  Bench bench(spec, one.library.get(), *validator, Validator(*as_written));
  for (const Case::Payload& payload : one.payloads) {
    ++tally.pairs;
    const std::string difference = bench.compare(payload.text, tally);
    if (!difference.empty()) RC_FAIL(fmt::format("payload: {}\n{}", payload.text, difference));
  }
}

TEST(Judge, AgreesWithTheEngine) {
  const std::uint64_t pairs = environment("NORM_JUDGE_PAIRS", 20000);
  // RapidCheck's own variable goes first: `reproduce=…` of a failure stands in it.
  const std::string params = fmt::format("max_success={} seed={}", std::max<std::uint64_t>(1, pairs / kPayloadsEach),
                                         environment("NORM_SEED", 1));
  ::setenv("RC_PARAMS", params.c_str(), 0);
  Tally tally;
  const bool agrees = rc::check("the engine agrees with the judge", [&] { try_case(*cases(kPayloadsEach), tally); });
  EXPECT_TRUE(agrees);
  fmt::print("{}: {} modules, {} pairs, {} valid, {} errors, {} lists cut off\n", params, tally.modules, tally.pairs,
             tally.valid, tally.errors, tally.truncated);
  if (!agrees || tally.pairs < 10000) return;
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
