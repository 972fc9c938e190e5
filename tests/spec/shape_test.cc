// Includes, edits and selections worked into plain schemas: text of the result, or the mistake.
#include "spec/shape.h"

#include <gtest/gtest.h>
#include <norm/dsl.h>
#include <norm/print.h>

#include "spec/scope.h"

namespace norm::spec {
namespace {

std::string shown(const std::optional<ShapedSchema>& shape, const Diagnostics& errors) {
  std::string out;
  for (const Diagnostic& error : errors) out += error.code + ": " + error.message + '\n';
  if (!shape) return out + "none";
  if (shape->closed) out += "closed ";
  for (const ShapeField& field : shape->fields) {
    out += field.presence == Presence::required ? "req " : "opt ";
    out += print_key(field.key) + ' ' + (field.spec ? print(*field.spec) : "-") + "; ";
  }
  if (!shape->keys.empty()) out += "keys " + std::to_string(shape->keys.size()) + "; ";
  if (shape->rest != nullptr) out += "rest " + print(std::get<Rest>(shape->rest->shape).value) + "; ";
  for (const Member* member : shape->requires_) out += "require " + print(std::get<Require>(member->shape).expr) + "; ";
  for (const Member* member : shape->checks) out += "check " + print(std::get<Check>(member->shape)) + "; ";
  return out;
}

class Shape : public testing::Test {
 protected:
  Shape() {
    SchemaFile& file = library_.files.emplace_back();
    const auto add = [&](std::string name, Spec spec) {
      file.definitions.push_back(Definition{std::move(name), std::move(spec), {}, {}, {}});
    };
    add("Base", schema(closed, {req("id", integer()), opt("at", date()), rest(any()), reserved({"old"}),
                                require(key("id") | key("at")), check({"id"}, Relation::ne, {"at"})}));
    add("Other", schema({opt("id", string())}));
    add("Left", schema({include(ref("Base")), opt("l")}));
    add("Right", schema({include(ref("Base")), opt("r")}));
    add("Leaf", schema({opt("x", integer())}));
    add("Tree", schema({opt("leaf", ref("Leaf")), opt("kids", coll_of(ref("Tree"))), opt("n", integer())}));
    add("Loop", schema({include(ref("Loop"))}));
    add("Leaves", coll_of(ref("Leaf")));
    add("Holder", schema({opt("leaves", ref("Leaves")), opt("m", maybe(map_of(string(), ref("Leaf"))))}));
    add("Chosen", selection(ref("Leaf"), keys_of({at("x")})));
  }

  std::string of(const Spec& spec) {
    Diagnostics errors;
    const std::optional<ShapedSchema> shape = shape_of(Scope(&library_), spec, errors);
    return shown(shape, errors);
  }

  Library library_;
};

TEST_F(Shape, IncludeBringsAllButClosed) {
  EXPECT_EQ(of(schema({opt("b"), include(ref("Base"))})),
            "opt :b -; req :id integer?; opt :at date?; rest any?; require :id | :at; check :id != :at; ");
}

TEST_F(Shape, LocalFieldStandsWhereTheIncludedOneStood) {
  EXPECT_EQ(of(schema({include(ref("Base")), opt("z"), opt("id", string())})),
            "opt :id string?; opt :at date?; opt :z -; rest any?; require :id | :at; check :id != :at; ");
}

TEST_F(Shape, DiamondIsNoClash) {
  EXPECT_EQ(of(schema({include(ref("Left")), include(ref("Right"))})),
            "req :id integer?; opt :at date?; opt :l -; opt :r -; rest any?; require :id | :at; check :id != :at; ");
}

TEST_F(Shape, ClashNeedsALocalField) {
  EXPECT_EQ(of(schema({include(ref("Base")), include(ref("Other"))})),
            "include-clash: key :id comes from two includes: declare it here to say which one is meant\nnone");
  EXPECT_EQ(of(schema({include(ref("Leaf")), include(ref("Other")), req("id")})), "opt :x integer?; req :id -; ");
}

TEST_F(Shape, ReservedNamesStayReserved) {
  EXPECT_EQ(of(schema({include(ref("Base")), opt("old")})),
            "reserved-reuse: key :old is reserved and cannot be declared again\nnone");
}

TEST_F(Shape, CycleThroughIncludeIsFound) {
  EXPECT_EQ(of(ref("Loop")), "include-cycle: Loop includes or selects itself\nnone");
}

TEST_F(Shape, EditsChangeOneLevel) {
  EXPECT_EQ(of(pick(ref("Base"), {"id"})), "closed req :id integer?; rest any?; ");
  EXPECT_EQ(of(omit(ref("Base"), {"id"})), "closed opt :at date?; rest any?; ");
  EXPECT_EQ(of(partial(ref("Base"))).substr(0, 39), "closed opt :id integer?; opt :at date?;");
  EXPECT_EQ(of(required(ref("Base"), {"at"})).substr(0, 39), "closed req :id integer?; req :at date?;");
  EXPECT_EQ(of(pick(ref("Base"), {"idd"})), "unknown-key: key :idd not in schema\nnone");
}

TEST_F(Shape, SelectionSetsEachNamedLevel) {
  EXPECT_EQ(of(selection(ref("Tree"), keys_of({at("n"), at("leaf", keys_of({at("x")}))}))),
            "req :leaf selection(Leaf, [:x]); opt :kids coll_of(Tree); req :n integer?; ");
  EXPECT_EQ(of(selection(ref("Tree"), keys_of({}))), "opt :leaf Leaf; opt :kids coll_of(Tree); opt :n integer?; ");
  EXPECT_EQ(of(selection(ref("Holder"), keys_of({at("leaves", keys_of({at("x")})), at("m", keys_of({at("x")}))}))),
            "req :leaves coll_of(selection(Leaf, [:x])); req :m maybe(map_of(string?, selection(Leaf, [:x]))); ");
  EXPECT_EQ(of(selection(ref("Tree"), keys_of({at("leaf", keys_of({at("y")}))}))),
            "unknown-key: key :y not in schema\nnone");
}

TEST_F(Shape, SelectionOfEverythingStopsAtRecursion) {
  EXPECT_EQ(of(selection(ref("Tree"))),
            "req :leaf schema { req :x, integer? }; req :kids coll_of(Tree); req :n integer?; ");
}

TEST_F(Shape, SelectionOfEverythingEntersEveryNameThatLeadsThere) {
  SchemaFile& file = library_.files.front();
  file.definitions.push_back(Definition{"Alias", ref("Tree"), {}, {}, {}});
  EXPECT_EQ(of(selection(ref("Alias"))), of(selection(ref("Tree"))));
}

TEST_F(Shape, SelectionOfEverythingDependsOnNoSibling) {
  SchemaFile& file = library_.files.front();
  file.definitions.push_back(Definition{"P", schema({opt("c", ref("Q"))}), {}, {}, {}});
  file.definitions.push_back(Definition{"Q", schema({opt("a", ref("P"))}), {}, {}, {}});
  EXPECT_EQ(of(selection(schema({opt("x", ref("P")), opt("y", ref("Q"))}))),
            "req :x schema { req :c, schema { req :a, P } }; req :y schema { req :a, schema { req :c, Q } }; ");
}

TEST_F(Shape, WhatIsNoSchemaIsRefused) {
  EXPECT_EQ(of(selection(integer(), keys_of({}))), "not-a-schema: selection needs a schema, not integer?\nnone");
  EXPECT_EQ(of(selection(ref("Chosen"))),
            "not-a-schema: selection cannot take a selection: a selection is made at the call site, once\nnone");
  EXPECT_EQ(of(schema({include(string() | null())})),
            "not-a-schema: include needs a schema, not string? | null?\nnone");
  EXPECT_EQ(of(selection(ref("Tree"), keys_of({at("n", keys_of({}))}))),
            "not-a-schema: this key holds no schema to select from, but integer?\nnone");
}

TEST_F(Shape, DoubledIncludesCostNoMoreThanTheirNames) {
  SchemaFile& file = library_.files.front();
  file.definitions.push_back(Definition{"D0", schema({opt("x")}), {}, {}, {}});
  for (int i = 1; i < 150; ++i) {
    const std::string below = "D" + std::to_string(i - 1);
    file.definitions.push_back(
        Definition{"D" + std::to_string(i), schema({include(ref(below)), include(ref(below))}), {}, {}, {}});
  }
  EXPECT_EQ(of(ref("D149")), "opt :x -; ");
}

TEST_F(Shape, LongChainsOfNamesAreRefused) {
  SchemaFile& file = library_.files.front();
  file.definitions.push_back(Definition{"E0", schema({opt("x")}), {}, {}, {}});
  for (int i = 1; i < 5000; ++i) {
    file.definitions.push_back(
        Definition{"E" + std::to_string(i), schema({include(ref("E" + std::to_string(i - 1)))}), {}, {}, {}});
  }
  EXPECT_EQ(of(ref("E4999")), "too-deep: this includes through more than 200 names\nnone");
}

}  // namespace
}  // namespace norm::spec
