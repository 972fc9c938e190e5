// The verdict from tokens against the verdict on the document that is built of the same bytes: by cases, and for valid,
// damaged and random bytes under random specs.
#include "decode/token_judge.h"

#include <gtest/gtest.h>
#include <norm/dsl.h>
#include <norm/schema_file.h>

#include <algorithm>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "decode/allocation_count.h"
#include "decode/exact_bytes.h"
#include "decode/random_json.h"
#include "decode/reader_cases.h"
#include "decode/token_index.h"
#include "decode/tree.h"
#include "exec/evaluate.h"
#include "judge/random_payload.h"
#include "judge/random_spec.h"
#include "program/compile.h"

namespace norm::decode {
namespace {

using testing::allocations;
using testing::ExactBytes;

const Limits kLimits = clamped(std::size_t{1} << 20, 20);

/// One spec, asked both ways.
class Both {
 public:
  explicit Both(const Spec& spec)
      : program_(*program::compile(spec, {})),
        tokens_(*program_, kLimits.max_depth),
        built_(kLimits),
        walked_(kLimits) {}

  [[nodiscard]] bool built(std::string_view bytes) {
    return !built_.read(bytes) && exec::valid(*program_, {built_.root(), &built_.numbers()});
  }
  /// nullopt: it is left to the document.
  [[nodiscard]] std::optional<bool> walked(std::string_view bytes) { return walked_.judge(bytes, tokens_); }

  /// Empty where the two agree.
  std::string difference(std::string_view bytes) {
    const ExactBytes exact(bytes);
    const std::optional<bool> verdict = walked(exact.view());
    ++(verdict ? told_ : left_);
    if (!verdict || *verdict == built(exact.view())) return {};
    return std::string(*verdict ? "walked yes, built no: " : "walked no, built yes: ") + std::string(bytes);
  }

  [[nodiscard]] std::size_t told() const { return told_; }
  [[nodiscard]] std::size_t left() const { return left_; }

 private:
  std::shared_ptr<const program::Program> program_;
  TokenJudge tokens_;
  Tree built_, walked_;
  std::size_t told_ = 0, left_ = 0;
};

Spec spec_of(std::string_view text) {
  const auto module = load_text(text);
  EXPECT_TRUE(module.has_value()) << text;
  return module ? *module->last() : any();
}

struct Case {
  std::string_view schema;
  std::vector<std::string_view> good, bad;
};

const Case kCases[] = {
    {"A = schema { req :a, integer?  opt :b, string? }",
     {R"({"a":1})", R"({ "a" : 1 , "b" : "" })", R"({"b":"x","a":-0})", R"({"z":{"q":[1,{},[]]},"a":1,"y":"\n"})",
      R"({"\u0061":1})", R"({"x\\":1,"a":2,"x\\":3})", R"({"a":18446744073709551616})"},
     {"{}",
      "[]",
      R"({"a":1.0})",
      R"({"a":1e1})",
      R"({"a":1,"a":1})",
      R"({"a":1,"\u0061":1})",
      R"({"a":1,})",
      R"({"a" 1})",
      R"({"a":1 "b":""})",
      R"({"a":1}})",
      R"({"a":1}{})",
      R"({"a":1,"z":[1,]})",
      R"({"a":1,"z":[1}})",
      R"({"a":1,"z":"\x"})",
      R"({"a":1,"z":nul})",
      R"({"a":1,"z":nulll})",
      R"({"a":1,"z":01})",
      R"({"a":1,"z":1.})",
      R"({"a":1,"z":"\ud800"})",
      R"({"a":1,"z":{"q"}})",
      R"({"a":1,"z":{"q":1,}})",
      R"({"a":1,"z":{,}})",
      R"({"a":1,"b":"\q"})",
      R"({"a":1,"\q":1})",
      R"({"a":01})",
      R"({"a":1x})",
      R"({"a":-})",
      R"({"a":1,"z":tru e})",
      R"({"a":1,\"b":2})",
      R"({"a":1,"z":\})",
      R"({"a"::1})",
      R"({"a":1,"b":"x" "y"})",
      R"({a:1})",
      R"({1:1})"}},
    {"A = schema { req :k, string? | integer? & > 0 | null? | coll_of(integer?, min_count: 1, max_count: 2) }",
     {R"({"k":"\u0041"})", R"({"k":7})", R"({"k":null})", R"({"k":[1]})", R"({"k": [ 1 , 2 ] })"},
     {R"({"k":0})", R"({"k":[]})", R"({"k":[1,2,3]})", R"({"k":[1,"2"]})", R"({"k":[1,]})", R"({"k":[,]})",
      R"({"k":true})", R"({"k":{}})", R"({"k":1.5})", R"({"k":[1,2)", R"({"k":[1 2]})"}},
    {"B = schema { req :t, lit(\"b\")  req :x, integer? }  C = schema { req :t, lit(1)  req :x, string? }  A = B | C",
     {R"({"t":"b","x":1})", R"({"x":1,"t":"b"})", R"({"x":"\t","t":1})", R"({"y":{"t":"c"},"x":1,"t":"\u0062"})"},
     {R"({"t":"b","x":"1"})", R"({"t":1,"x":1})", R"({"t":"b","t":"b","x":1})", R"({"t":[],"x":1})", R"({"x":1})",
      R"({"x":1,"t":"b)", R"({"x":[1}],"t":"b"})", R"({"x":1,"t":"b"]", R"({"x":1,"t" "b"})", R"({"t"])"}},
    {"A = schema { req :t, lit({\"k\": [1]}) } | schema { req :t, lit(2) } | schema { req :t, lit([])  req :x }",
     {R"({"t":{"k":[1.0]}})", R"({"x":1,"t":[]})", R"({"t":2})", R"({"t":2.0})", R"({"y":[],"t":2})"},
     {R"({"t":{"k":[2]}})", R"({"t":[]})", R"({"t":[2],"x":1})", R"({"t":{}})", R"({"t":[})"}},
    {"A = multi(:t) { \"a\" => schema { req :n, integer? }  1 | null => any?  else => schema { req :e } }",
     {R"({"t":"a","n":1})", R"({"t":1.0})", R"({"t":null,"q":[]})", R"({"e":1})", R"({"t":[1],"e":1})"},
     {R"({"t":"a"})", R"({"t":"a","e":1})", R"({"t":1,"t":1})", R"({"t":2})", "[]", R"({"t":null,"q":[}})"}},
    {"A = map_of(length?(1..2), coll_of(any?), max_count: 9)",
     {"{}", R"({"a":[]})", R"({"a":[1,{"x":[]}],"\u0062":[]})",
      R"({"a":[],"b":[],"c":[],"d":[],"e":[],"f":[],"g":[],"h":[],"i":[]})"},
     {R"({"":[]})", R"({"abc":[]})", R"({"a":1})", R"({"a":[],"a":[]})", R"({"a":[],"\u0061":[]})",
      R"({"a":[],"b":[],"c":[],"d":[],"e":[],"f":[],"g":[],"h":[],"a":[]})",
      R"({"a":[],"b":[],"c":[],"d":[],"e":[],"f":[],"g":[],"h":[],"i":[],"j":[]})"}},
    {"A = schema(closed: true) { opt :a, integer?  keys starts_with?(\"x\"), string? }",
     {"{}", R"({"a":1,"x":"","xy":""})"},
     {R"({"b":1})", R"({"x":1})", R"({"x":"","x":""})", R"({"x":"","\u0078":""})"}},
    {"A = schema { opt :a, integer?  opt :b, string?  opt :c, any?  rest string?  require :a | :b & :c }",
     {R"({"a":1})", R"({"c":"","b":""})", R"({"a":1,"z":"\n"})"},
     {"{}", R"({"b":""})", R"({"a":1,"z":1})", R"({"a":1,"z":"","z":""})"}},
    {"A = schema { opt :a, number?  opt :b, number?  check :a <= :b }",
     {"{}", R"({"a":1})", R"({"b":2,"a":1.5})", R"({"a":1e400,"b":2e400})"},
     {R"({"b":1,"a":2})", R"({"a":2e400,"b":1e400})"}},
    {"A = schema { req :a, !schema { req :b, integer? } & any? }  ",
     {R"({"a":1})", R"({"a":{"b":""}})", R"({"a":{"c":[{"b":1}]}})"},
     {R"({"a":{"b":1}})", R"({"a":{"b":"","c":[}})", R"({"a":{"b":"" "c":1}})"}},
    {"A = schema { opt :n, A  opt :l, coll_of(A)  opt :p, tuple(integer?, A, rest: null?) }",
     {R"({"n":{"n":{"l":[{},{"n":{}}]}}})", R"({"p":[1,{},null,null]})"},
     {R"({"n":{"n":1}})", R"({"p":[1]})", R"({"p":[1,{},1]})", R"({"l":[{}})", R"({"l":[{}]]})"}},
    {"A = schema { opt :d, coll_of(any?, distinct: true)  opt :e, enum({\"a\": 1}, \"x\")  opt :f, non_empty? }",
     {R"({"d":[1,2]})", R"({"e":{"a":1.0}})", R"({"e":"x"})", R"({"f":[1]})", R"({"f":"\u0041"})"},
     {R"({"d":[1,1.0]})", R"({"e":{"a":2}})", R"({"f":{}})", R"({"f":""})"}},
    {"A = schema { opt :n, > 0.1  opt :m, 9007199254740993  opt :i, multiple_of?(0.01) }",
     {R"({"n":0.10000000000000000001})", R"({"m":9007199254740993.0})", R"({"i":0.07})"},
     {R"({"n":0.1})", R"({"m":9007199254740992})", R"({"m":9007199254740992.0})", R"({"i":0.001})"}},
};

TEST(TokenJudge, SaysWhatTheEvaluatorSays) {
  if (!TokenIndex::available()) GTEST_SKIP();
  for (const Case& one : kCases) {
    Both both(spec_of(one.schema));
    const auto try_all = [&](const std::vector<std::string_view>& texts, bool expected) {
      for (const std::string_view text : texts) {
        EXPECT_EQ(both.difference(text), "") << one.schema;
        EXPECT_EQ(both.built(text), expected) << one.schema << "\n" << text;
      }
    };
    try_all(one.good, true);
    try_all(one.bad, false);
  }
}

TEST(TokenJudge, TellsMostByItself) {
  if (!TokenIndex::available()) GTEST_SKIP();
  for (const Case& one : kCases) {
    if (one.schema.find("distinct") != std::string_view::npos) continue;
    Both both(spec_of(one.schema));
    for (const std::string_view text : one.good) EXPECT_EQ(both.difference(text), "");
    EXPECT_GT(both.told(), both.left()) << one.schema;
  }
}

// Every malformed text of the readers' table, where a schema looks and where none does.
TEST(TokenJudge, ChecksWhatItSkips) {
  if (!TokenIndex::available()) GTEST_SKIP();
  Both both(spec_of("A = schema { opt :a, any?  opt :b, string?  opt :c, coll_of(number?) }"));
  std::vector<std::string> texts(std::begin(testing::kAccepted), std::end(testing::kAccepted));
  for (const testing::Refused& refused : testing::kRefused) texts.emplace_back(refused.text);
  for (const std::string& text : texts) {
    for (const std::string& whole :
         {text, R"({"a":)" + text + "}", R"({"z":)" + text + "}", R"({"z":[)" + text + "]}",
          R"({"z":{"y":)" + text + R"(},"b":"\n"})", R"({"b":)" + text + "}", R"({"c":[)" + text + "]}"}) {
      ASSERT_EQ(both.difference(whole), "");
    }
  }
  EXPECT_GT(both.told(), both.left());
}

TEST(TokenJudge, KeepsTheLimitOfDepth) {
  if (!TokenIndex::available()) GTEST_SKIP();
  Both both(spec_of("A = schema { opt :a, A  opt :l, coll_of(A) }"));
  for (const char* const key : {"a", "z"}) {
    for (std::size_t depth = 1; depth < 25; ++depth) {
      std::string text;
      for (std::size_t i = 0; i < depth; ++i) text.append("{\"").append(key).append("\":");
      text += "{}" + std::string(depth, '}');
      ASSERT_EQ(both.difference(text), "");
      EXPECT_EQ(both.walked(text), depth < 20);
    }
  }
}

// What looks ahead or goes back again and again gives up instead.
TEST(TokenJudge, IsLinearOrLeavesItToTheDocument) {
  if (!TokenIndex::available()) GTEST_SKIP();
  for (const char* const text :
       {"B = schema { req :t, lit(\"b\")  opt :x, A }  C = schema { req :t, lit(\"c\")  opt :x, A }  A = B | C",
        "A = schema { opt :x, !A }", "A = schema { opt :x, A & any? }",
        "A = schema { opt :x, A | schema { req :y } }"}) {
    Both both(spec_of(text));
    for (std::size_t depth = 1; depth < 19; ++depth) {
      std::string nested;
      for (std::size_t i = 0; i < depth; ++i) nested += "{\"x\":";
      nested += "{\"t\":\"b\"}";
      for (std::size_t i = 0; i < depth; ++i) nested += ",\"t\":\"c\"}";
      ASSERT_EQ(both.difference(nested), "") << text;
    }
  }
}

TEST(TokenJudge, AllocatesNothingOnceWarm) {
  if (!TokenIndex::available()) GTEST_SKIP();
  for (const Case& one : kCases) {
    Both both(spec_of(one.schema));
    std::size_t told = 0;
    const auto round = [&] {
      for (const auto* texts : {&one.good, &one.bad}) {
        for (const std::string_view text : *texts) told += both.walked(text).has_value() ? 1 : 0;
      }
    };
    round();
    const std::size_t before = allocations();
    round();
    EXPECT_EQ(allocations(), before) << one.schema;
    EXPECT_GT(told, 0U);
  }
}

void damage(judge::Random& random, std::string& text) {
  static constexpr std::string_view kBytes = "{}[],:\"\\ntf0-1.eE+ \n\t\x01\x80\xff";
  const std::size_t at = random.below(text.size());
  switch (random.below(5)) {
    case 0: text[at] = kBytes[random.below(kBytes.size())]; break;
    case 1: text.erase(at, 1 + random.below(3)); break;
    case 2: text.insert(at, 1, kBytes[random.below(kBytes.size())]); break;
    case 3: text.insert(at, text.substr(random.below(text.size()), random.below(12))); break;
    default: text.resize(at); break;
  }
}

TEST(TokenJudge, AgreesOnRandomSpecsAndDamagedPayloads) {
  if (!TokenIndex::available()) GTEST_SKIP();
  constexpr std::uint64_t kModules = 600;
  std::size_t told = 0, left = 0;
  for (std::uint64_t seed = 1; seed <= kModules; ++seed) {
    judge::Random random(seed);
    const auto library = judge::random_module(random);
    const Spec& spec = library->files.front().definitions.back().spec;
    Both both(Spec(spec, library));
    for (int i = 0; i < 12; ++i) {
      std::string payload = judge::random_payload(random, spec, library.get());
      ASSERT_EQ(both.difference(payload), "") << "seed " << seed << "\n" << judge::text_of(*library);
      for (int change = 0; change < 4 && !payload.empty(); ++change) {
        damage(random, payload);
        ASSERT_EQ(both.difference(payload), "") << "seed " << seed << "\n" << judge::text_of(*library);
      }
    }
    for (std::uint64_t i = 0; i < 4; ++i) {
      ASSERT_EQ(both.difference(testing::RandomJson(seed * 4 + i).text()), "") << "seed " << seed;
    }
    told += both.told();
    left += both.left();
  }
  EXPECT_GT(told, left / 4) << "told " << told << ", left " << left;
}

}  // namespace
}  // namespace norm::decode
