// Defaults, examples and counterexamples: values in a schema that contradict it.
#include <gtest/gtest.h>

#include "load/loaded.h"

namespace norm {
namespace {

struct Row {
  std::string_view text;
  std::vector<std::string> lines;
};

void PrintTo(const Row& row, std::ostream* out) { *out << row.text; }

class Values : public testing::TestWithParam<Row> {};

TEST_P(Values, AreTried) { EXPECT_EQ(lines_of(load_text(GetParam().text, "v.norm")), GetParam().lines); }

const Row kRows[] = {
    {"A = schema { opt :size, enum(\"S\", \"M\"), default: \"M\" }", {}},
    {"A = schema { opt :size, enum(\"S\", \"M\"), default: \"Q\" }",
     {"v.norm:1:41 default-fails: default of :size does not conform: val: \"Q\" fails spec: enum(\"S\", \"M\")"}},
    {"A = schema { opt :n, default: {\"any\": [\"thing\"]} }", {}},
    {"A = schema { opt :d, schema { req :x, integer? }, default: {\"x\": 1.0} }",
     {"v.norm:1:51 default-fails: default of :d does not conform: In :x, val: 1.0 fails spec: integer?"}},
    {"A = schema { opt :n, > 0.1, default: 0.10000000000000000001 }", {}},
    {"A = schema { opt :n, integer?, default: 123456789012345678901234567890 }", {}},
    {"A = schema { opt :n, B, default: 1  opt :m, B, default: 2 }\nB = lit(1)",
     {"v.norm:1:48 default-fails: default of :m does not conform: val: 2 fails spec: lit(1)"}},
    {"@example(1, \"x\") A = integer?",
     {"v.norm:1:13 example-fails: @example of A does not conform: val: \"x\" fails spec: integer?"}},
    {"@counterexample(1, \"x\") A = integer?", {"v.norm:1:17 example-fails: @counterexample of A conforms"}},
    {"@example([]) @counterexample({}) A = coll_of(A)", {}},
    {"A = schema { @example(1) @example(null) req :a, integer? }",
     {"v.norm:1:35 example-fails: @example of :a does not conform: val: null fails spec: integer?"}},
    // What the host supplies is not known here, what the text says is.
    {"extern p? : string?\n@example(\"x\") @counterexample(\"y\") A = p?", {}},
    {"extern p? : string?\n@example(1) A = p?",
     {"v.norm:2:10 example-fails: @example of A does not conform: val: 1 fails spec: p?"}},
    {"extern p?\n@example(1) @counterexample(2) A = !p?", {}},
    {"extern p?\n@counterexample(1) A = p? | integer?", {"v.norm:2:17 example-fails: @counterexample of A conforms"}},
};
INSTANTIATE_TEST_SUITE_P(Rows, Values, testing::ValuesIn(kRows));

TEST(ManyValues, AreTriedTogether) {
  std::string text = "A = schema {\n";
  for (int i = 0; i < 2000; ++i) text += fmt::format("opt :k{}, B, default: {}\n", i, i == 1234 ? "\"x\"" : "1");
  text += "}\nB = integer?";
  EXPECT_EQ(lines_of(load_text(text, "v.norm")),
            (Lines{"v.norm:1236:16 default-fails: default of :k1234 does not conform: val: \"x\" fails spec: integer?"}));
}

}  // namespace
}  // namespace norm
