// Programs, printed whole.
#include "program/compile.h"

#include <gtest/gtest.h>
#include <norm/dsl.h>

namespace norm::program {
namespace {

std::string dumped(const Spec& spec, const CompileOptions& options = {}) {
  const auto program = program::compile(spec, options, Verdict::as_written);
  if (program) return '\n' + dump(**program);
  std::string out;
  for (const Diagnostic& error : program.error()) out += error.code + ": " + error.message + '\n';
  return out;
}

Spec named(std::vector<std::pair<std::string, Spec>> definitions) {
  auto library = std::make_shared<Library>();
  SchemaFile& file = library->files.emplace_back();
  for (auto& [name, spec] : definitions) file.definitions.push_back(Definition{name, spec, {}, {}, {}});
  return Spec(file.definitions.back().spec, library);
}

TEST(Compile, TheDecksSchema) {
  const Spec uuid = string() & re_matches("^[0-9A-F]{8}$", "i");
  EXPECT_EQ(dumped(schema({req("msg_id", uuid), req("type", lit("comment.created")),
                           req("data", schema({req("user_id", integer() | uuid), opt("msg")}))})),
            R"(
   0  kinds string
   1  test re_matches?(/^[0-9A-F]{8}$/i) on string
   2  all 0 1
   3  lit("comment.created")
   4  kinds integer
   5  kinds string
   6  test re_matches?(/^[0-9A-F]{8}$/i) on string
   7  all 5 6
   8  any 4 7
   9  kinds any
  10  schema req :user_id=8 opt :msg=9
  11> schema req :msg_id=2 req :type=3 req :data=10
)");
}

TEST(Compile, EveryOtherNode) {
  EXPECT_EQ(dumped(all_of({tuple({integer()}, rest(never())), coll_of(any(), {1, 2, true}),
                           map_of(string(), maybe(gt(0)), {{}, 3, {}}), alt({{"a", null()}}), !enum_("x", 1)})),
            R"(
   0  kinds integer
   1  kinds none
   2  tuple 0 rest=1
   3  kinds any
   4  coll_of 3 min=1 max=2 distinct
   5  kinds string
   6  test > 0 on integer|float
   7  maybe 6
   8  map_of 5 7 max=3
   9  kinds null
  10  tag a 9
  11  alt 10
  12  enum("x", 1)
  13  not 12
  14> every 2 4 8 11 13
)");
  EXPECT_EQ(dumped(multi({"t"}, {on("a", schema(closed, {keys(string(), any()), rest(null())}))}, any())),
            R"(
   0  kinds string
   1  kinds any
   2  kinds null
   3  schema closed keys 0=1 rest=2
   4  kinds any
   5> multi :t 3 else=4
)");
}

TEST(Compile, ADefinitionIsCompiledOnce) {
  EXPECT_EQ(dumped(named({{"Leaf", integer()}, {"Root", schema({opt("a", ref("Leaf")), opt("b", ref("Leaf"))})}})),
            R"(
   0  call 3 Leaf
   1  call 3 Leaf
   2> schema opt :a=0 opt :b=1
   3  kinds integer
)");
}

TEST(Compile, VerdictsAreRememberedWhereSeveralWaysLeadToAName) {
  EXPECT_EQ(dumped(named({{"A", schema({opt("x", ref("A"))}) | schema({opt("x", ref("A")), opt("y", string())})}})),
            R"(
   0  call 5 A remember
   1  schema opt :x=0
   2  call 5 A remember
   3  kinds string
   4  schema opt :x=2 opt :y=3
   5> any 1 4
)");
  EXPECT_EQ(dumped(named({{"T", schema({opt("l", ref("T")), opt("r", ref("T"))})}})).find("remember"),
            std::string::npos)
      << "one way only: nothing to remember";
}

TEST(Compile, ASchemaMayComeBackToItselfWithoutAName) {
  EXPECT_EQ(dumped(named({{"A", schema({opt("a", partial(ref("A")))})}})), R"(
   0  call 4
   1  schema opt :a=0
   2> schema opt :a=1
   3  call 4
   4  schema opt :a=3
)");
  for (const Spec& field : {selection(ref("A"), keys_of({at("a")})), selection(ref("A")), schema({include(ref("A"))}),
                            schema({opt("b", partial(ref("A")))}), coll_of(selection(ref("A")))}) {
    EXPECT_EQ(dumped(named({{"A", schema({opt("a", field)})}})).front(), '\n') << "compiles";
  }
  EXPECT_EQ(dumped(named({{"B", schema({opt("a", selection(schema({opt("c", ref("B"))})))})}})).front(), '\n');
}

TEST(Compile, WhatASelectionSharesIsCompiledOnce) {
  std::vector<std::pair<std::string, Spec>> chain = {{"D0", schema({opt("a", integer())})}};
  for (int i = 1; i < 60; ++i) {
    const Spec below = ref("D" + std::to_string(i - 1));
    chain.emplace_back("D" + std::to_string(i), schema({opt("x", below), opt("y", below)}));
  }
  chain.emplace_back("S", selection(ref("D59")));
  EXPECT_LT(dumped(named(chain)).size(), 20'000u);
}

TEST(Compile, SchemasThatUnfoldFarAreCalled) {
  std::vector<std::pair<std::string, Spec>> chain = {{"A0", schema({opt("x")})}};
  for (int i = 1; i < 20'000; ++i) {
    chain.emplace_back("A" + std::to_string(i),
                       schema({opt("a", schema({include(ref("A" + std::to_string(i - 1)))}))}));
  }
  EXPECT_EQ(dumped(named(chain)).front(), '\n');
}

TEST(Compile, AnExternNeedsItsImplementation) {
  EXPECT_EQ(dumped(pred("luhn?")),
            "extern-missing: the program supplies no predicate luhn?, and there is none built in\n");
  CompileOptions options;
  options.externs["luhn?"] = [](const Json&, std::span<const Constant>) { return true; };
  EXPECT_EQ(dumped(pred("luhn?"), options), "\n   0> host luhn?\n");
}

TEST(Compile, MistakesThatSlippedPastTheCheckAreErrors) {
  EXPECT_EQ(dumped(ref("Nope")), "unresolved-name: undefined spec Nope\n");
  EXPECT_EQ(dumped(length(3, 1)).substr(0, 11), "empty-range");
  EXPECT_EQ(dumped(pick(integer(), {})), "not-a-schema: pick needs a schema, not integer?\n");
}

}  // namespace
}  // namespace norm::program
