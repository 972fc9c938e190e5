// Reports of unions, from schema and payload to the text that people read.
#include <norm/decode.h>
#include <norm/report.h>
#include <norm/schema_file.h>

#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "report/golden.h"

namespace norm {
namespace {

constexpr std::string_view kSchema = R"(UUID = string? & re_matches?(/^[0-9a-f-]{36}$/)
Id = integer? | UUID
Color = "red" | "green" | "blue"
Created = schema {
  req :type, "created"
  req :id, Id
  req :color, Color
  req :user, schema { req :name, string? & length?(1..20)  req :age, integer? & > 0 }
}
Deleted = schema { req :type, "deleted"  req :id, integer? }
Renamed = schema { req :type, "renamed"  req :to, string? }
Event = Created | Deleted | Renamed | null?
Events = schema { req :events, coll_of(Event)  opt :ids, coll_of(Id) }
Shape = alt(circle: schema { req :r, number? }, square: schema { req :a, number?  req :b, number? }, none: null?)
Tree = integer? | coll_of(Tree)
Mixed = integer? | "a" | enum("b", 3) | UUID
Nested = schema { req :what, Shape | coll_of(Event) }
Said = schema { req :id, integer? | string?, message: "id: the number or the code of the order" }
)";

// All problems of the payload, or the first few.
DecodeError error_of(std::string_view name, std::string_view bytes, std::size_t max_errors = 100) {
  const auto module = load_text(kSchema, "events.norm");
  if (!module) return ADD_FAILURE() << to_text(module.error()), DecodeError{};
  const auto validator = compile(*module->find(name));
  if (!validator) return ADD_FAILURE() << to_text(validator.error()), DecodeError{};
  Decoder decoder(*validator, {.max_errors = max_errors});
  auto decoded = decoder.decode(bytes);
  if (decoded) return ADD_FAILURE() << bytes << " conforms", DecodeError{};
  return decoded.error();
}

std::string report(std::string_view name, std::string_view bytes, std::size_t max_errors = 100) {
  return to_text(error_of(name, bytes, max_errors), bytes, name);
}

TEST(Unions, TellTheAlternativeThatTheTagNames) {
  const std::string created = R"({"type":"created","id":"x","color":"gren","user":{"name":"","age":0}})";
  const std::string deleted = R"({"type":"deleted","id":"x","color":1,"user":{"name":5}})";
  expect_golden("union_tag", report("Event", created) + report("Event", deleted));
}

TEST(Unions, TellTheAlternativeWhoseTagIsMisspelt) { expect_golden("union_misspelt", report("Event", R"({"type":"renam"})")); }

TEST(Unions, NameTheTagsWhereNoneIsNear) {
  expect_golden("union_no_tag", report("Event", R"({"type":"zzz","id":1})") + report("Event", "{}"));
}

TEST(Unions, OfWhatTestsTheValueItselfAreOneSentence) {
  expect_golden("union_flat", report("Event", "5") + report("Mixed", "\"B\"") + report("Id", "null") +
                                  report("Color", "\"rde\"") + report("Said", R"({"id":null})"));
}

TEST(Unions, OfEachElementStandAlone) {
  expect_golden("union_elements",
                report("Events", R"({"events":[{"type":"deleted"},{"type":"renamed"},7],"ids":["x",1,"y"]})"));
}

TEST(Unions, WithoutTagsTellTheDeepestThenTheShortest) {
  expect_golden("union_shape", report("Shape", R"({"r":"x"})") + report("Tree", "[[1],[[2,[\"x\"]]]]") +
                                   report("Nested", R"({"what":[{"type":"deleted","id":""}]})"));
}

TEST(Unions, DoNotClaimWhatWasNotExplained) {
  expect_golden("union_truncated", report("Event", R"({"type":"deleted","id":"x"})", 3));
}

// Deep unions in unions end as a list, in bounded space.
TEST(Unions, AreToldApartToABound) {
  std::string bytes = "\"x\"";
  for (int i = 0; i < 100; ++i) bytes = "[" + bytes + "]";
  const std::string text = report("Tree", bytes);
  EXPECT_NE(text.find("matched none of 2 alternatives"), std::string::npos);
  EXPECT_EQ(text.find(std::string(30, ' ') + "["), std::string::npos);
}

// The deck's lines and the JSON have every problem of every alternative.
TEST(Unions, LeaveTheOtherFormatsAlone) {
  const DecodeError error = error_of("Event", "5");
  EXPECT_EQ(to_lines(error), "val: 5 fails spec: object?\nval: 5 fails spec: object?\nval: 5 fails spec: object?\n"
                             "val: 5 fails spec: null?");
  EXPECT_EQ(to_json(error.problems.front()).find("unions"), std::string::npos);
}

// A report tells fewer problems than it looks at.
TEST(Unions, TheNearestOfManyStandsBehindTheLimit) {
  std::string schema;
  std::string all;
  for (int i = 0; i < 40; ++i) {
    const std::string n = std::to_string(i);
    schema += "E" + n + " = schema { req :type, \"ev." + n + "\" req :a, any? req :b, any? req :c, any? }\n";
    all += (i == 0 ? "E" : " | E") + n;
  }
  const auto module = load_text(schema + "Event = " + all);
  ASSERT_TRUE(module);
  constexpr std::string_view kBytes = R"({"type":"ev.33"})";
  Decoder decoder(*compile(*module->last()), {.max_errors = 10'000});
  const auto decoded = decoder.decode(kBytes);
  ASSERT_FALSE(decoded);
  EXPECT_EQ(decoded.error().problems.size(), 159u);
  const std::string text = to_text(decoded.error(), kBytes, "p", {.max_reasons = 2});
  EXPECT_NE(text.find("p: 2 problems and more"), std::string::npos) << text;
  EXPECT_NE(text.find("the nearest is E33"), std::string::npos) << text;
  EXPECT_EQ(text.find(":c: is required"), std::string::npos) << text;
}

// Facts that no evaluator writes: a union deeper than the path, an index beyond the count, none counted.
TEST(Unions, DoNotTrustTheirFacts) {
  DecodeError error;
  for (const std::size_t index : {7u, 0u, 3u}) {
    Problem problem;
    problem.path = {"a"};
    problem.predicate = index == 3 ? "required" : "lit(";
    problem.code = "lit";
    problem.val = "\"";
    problem.unions = {{"/x", index, 0, 9, ""}};
    error.problems.push_back(problem);
  }
  EXPECT_NE(to_text(error, "", "value").find("value: "), std::string::npos);
}

}  // namespace
}  // namespace norm
