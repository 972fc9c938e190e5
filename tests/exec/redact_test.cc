// What `@pii` governs never shows.
#include "support.h"

namespace norm::exec {
namespace {

FieldOptions secret() { return {.annotations = {annotation("pii")}}; }

TEST(Redact, TheValueAndWhateverHoldsIt) {
  const Spec spec = schema({req("phone", string(), secret()), req("id", integer()), req("name", string())});
  EXPECT_EQ(
      explained(spec, "{\"phone\":123,\"id\":\"x\"}"),
      "/phone string? = <redacted>\n/id integer? = \"x\"\n/name required = {\"phone\":<redacted>,\"id\":\"x\"}\n");
}

TEST(Redact, WhatLiesInside) {
  const Spec spec = schema({req("home", schema({req("zip", string())}), secret())});
  EXPECT_EQ(explained(spec, "{\"home\":{\"zip\":8000}}"), "/home/zip string? = <redacted>\n");
  EXPECT_EQ(explained(spec, "{\"home\":{}}"), "/home/zip required = <redacted>\n");
}

TEST(Redact, NamesInsideItThatNoSchemaDeclares) {
  const Spec spec = schema({opt("m", map_of(length(4), integer()), secret()),
                            opt("s", schema({keys(length(4), integer()), rest(null()), opt("a", integer())}), secret()),
                            opt("open", map_of(string(), integer()))});
  EXPECT_EQ(explained(spec, "{\"m\":{\"0170\":true,\"01\":1}}"),
            "/m/<redacted> integer? = <redacted>\n/m/<redacted> length?(4) = <redacted> on key\n");
  EXPECT_EQ(explained(spec, "{\"s\":{\"0170\":true,\"x\":1,\"a\":null}}"),
            "/s/a integer? = <redacted>\n/s/<redacted> integer? = <redacted>\n/s/<redacted> null? = <redacted>\n");
  EXPECT_EQ(explained(spec, "{\"open\":{\"0170\":true}}"), "/open/0170 integer? = true\n");
}

TEST(Redact, AHiddenNameIsStillWhereAnErrorStands) {
  const Spec spec = schema(
      {req("m", map_of(string(), integer()), secret()), req("n", integer()), check({"m", "x"}, Relation::lt, {"n"})});
  EXPECT_EQ(explained(spec, "{\"m\":{\"x\":true},\"n\":1}"), "/m/<redacted> integer? = <redacted>\n");
}

TEST(Redact, InAnyBranchOfAUnion) {
  const Spec spec =
      schema({req("t", lit(1)), opt("a", string(), secret())}) | schema({req("t", lit(2)), opt("a", null())});
  EXPECT_EQ(explained(spec, "{\"t\":2,\"a\":5}"), "/t lit(1) = 2\n/a string? = <redacted>\n/a null? = <redacted>\n");
}

TEST(Redact, ThroughNamesListsAndMaps) {
  Definition phone{"Phone", string(), {annotation("pii")}, {}, {}};
  Definition root{
      "R",
      schema({opt("l", coll_of(ref("Phone"), {3, {}, {}})), opt("m", map_of(string(), ref("Phone"), {2, {}, {}}))}),
      {},
      {},
      {}};
  EXPECT_EQ(explained(in_library(std::vector<Definition>{phone, root}), "{\"l\":[\"1\",\"2\"],\"m\":{\"a\":\"1\"}}"),
            "/l min_count: 3 = [<redacted>,<redacted>]\n/m min_count: 2 = {\"a\":<redacted>}\n");
}

TEST(Redact, KeysOfAMap) {
  Definition phone{"Phone", length(4), {annotation("pii")}, {}, {}};
  Definition by_key{"ByKey", map_of(ref("Phone"), schema({req("n", integer())}), {{}, 2, {}}), {}, {}, {}};
  Definition by_value{"ByValue", map_of(length(1), ref("Phone")), {}, {}, {}};
  EXPECT_EQ(explained(in_library(std::vector<Definition>{phone, by_key}), "{\"0170\":{\"n\":true},\"01\":{\"n\":1}}"),
            "/<redacted>/n integer? = true\n/<redacted> length?(4) = <redacted> via Phone on key\n");
  EXPECT_EQ(explained(in_library(std::vector<Definition>{phone, by_key}), "{\"0170\":1,\"1\":2,\"2\":3}"),
            "max_count: 2 = {<redacted>:1,<redacted>:2,<redacted>:3}\n");
  // The key is shown where only its value is hidden.
  EXPECT_EQ(explained(in_library(std::vector<Definition>{phone, by_value}), "{\"key\":\"017\"}"),
            "/key length?(1) = \"key\" on key\n/key length?(4) = <redacted> via Phone\n");
}

TEST(Redact, ADefinitionThatIsTheRoot) {
  Definition root{"R", integer(), {annotation("pii")}, {}, {}};
  EXPECT_EQ(explained(in_library(std::vector<Definition>{root}), "\"secret\""), "integer? = <redacted>\n");
}

TEST(Redact, WhatIsNoObjectWhereAnEditOfASecretSchemaStands) {
  Definition address{"Address", schema({req("street", string())}), {annotation("pii")}, {}, {}};
  Definition root{"R", selection(ref("Address"), Selector{}), {}, {}, {}};
  EXPECT_EQ(explained(in_library(std::vector<Definition>{address, root}), "\"street 5\""), "object? = <redacted>\n");
}

TEST(Redact, WhatASelectionPutsInThePlaceOfASecretName) {
  Definition address{"Address", schema({opt("street", string())}), {annotation("pii")}, {}, {}};
  Definition places{"Places", schema({opt("home", ref("Address")), opt("all", coll_of(ref("Address")))}), {}, {}, {}};
  Definition people{"People", schema({opt("at", ref("Places"))}), {}, {}, {}};
  Definition root{"R", selection(ref("People"), Selector{}), {}, {}, {}};
  const Spec spec = in_library(std::vector<Definition>{address, places, people, root});
  EXPECT_EQ(
      explained(spec, "{\"at\":{\"home\":\"street 5\",\"all\":[\"street 6\"]}}"),
      "/at/home object? = <redacted> via Places via Address\n/at/all/0 object? = <redacted> via Places via Address\n");
}

TEST(Redact, BothOfADuplicate) {
  const Spec spec = schema({req("p", string(), secret()), req("q")});
  EXPECT_EQ(explained(spec, "{\"p\":\"1\",\"p\":\"2\"}"),
            "/p duplicate_key = <redacted>\n/q required = {\"p\":<redacted>,\"p\":<redacted>}\n");
}

}  // namespace
}  // namespace norm::exec
