// The options of decode that change the document: defaults, unknown members left out or listed.
#include <gtest/gtest.h>
#include <norm/decode.h>
#include <norm/dsl.h>
#include <norm/report.h>
#include <norm/schema_file.h>

#include <string>
#include <string_view>

namespace norm {
namespace {

constexpr std::string_view kSchema = R"(
Size = enum("S", "M", "L")
Author = schema { req :id, integer?  opt :handle, string?, default: "anonymous" }
Tree = schema { req :n, integer?  opt :kids, coll_of(Tree)  opt :mark, Size, default: "M" }
Base = schema { req :a, any? }
Pattern = schema { req :a, integer?  keys re_matches?(/^x-/), schema { req :v, any? } }
Open = schema { req :a, integer?  rest schema { opt :v, number?, default: 1.50 } }
Comment = schema {
  req :data, schema {
    req :msg, string?
    opt :author, Author
    opt :size, Size, default: "M"
    opt :tags, coll_of(string?), default: ["a", "b"]
  }
}
Shape = alt(circle: schema { req :r, number?  opt :unit, string?, default: "cm" }, square: schema { req :w, number? })
Event = multi(:type) { "a" => schema { req :type, any?  opt :x, integer?, default: 0 }  else => any? }
Both = schema { req :a, any?  opt :d, any?, default: 1 } & schema { req :b, any?  opt :d, any?, default: 2 }
Created = schema { req :id, integer? }
Tagged = multi(:type) { "a" => Created  else => any? }
Deep = multi(:m/:t) { "a" => Created }
Meta = multi(:m/:t) { "a" => schema { req :m, schema { req :u, any? } } }
Same = schema { req :a, schema { req :b, any? }  req :c, integer?  check :a/:x == :c, at: :c }
Table = map_of(string?, Author)
Pair = tuple(Author, maybe(Author))
)";

struct Row {
  const char* name;
  const char* bytes;
  const char* text;     // with defaults applied and unknown members left out
  const char* unknown;  // `path meant`, joined by blanks
};

const Row kRows[] = {
    {"Comment", R"({"data":{"msg":"hi"}})", R"({"data":{"msg":"hi","size":"M","tags":["a", "b"]}})", ""},
    {"Comment", R"( {"data" : {"msg" :"hi", "size":"S" , "tags":[ ]} } )",
     R"( {"data" : {"msg" :"hi", "size":"S" , "tags":[ ]} } )", ""},
    {"Comment", R"({"x":[1],"data":{"sise":"S","msg":"hi","tags":[],"author":{"id":1e0001,"y":{}}}})", nullptr,
     nullptr},
    {"Comment", R"({"x":[1],"data":{"sise":"S","msg":"hi","tags":[],"author":{"id":1,"y":{}}}, "z":0})",
     R"({"data":{"msg":"hi","tags":[],"author":{"id":1,"handle":"anonymous"},"size":"M"}})",
     ":x  :data/:sise size :data/:author/:y  :z "},
    // Null is there, so no default.
    {"Event", R"({"type":"a","x":-0.0e-0})", nullptr, nullptr},
    {"Author", R"({"id":100000000000000000000000000001})",
     R"({"id":100000000000000000000000000001,"handle":"anonymous"})", ""},
    // Recursion, and elements of lists.
    {"Tree", R"({"n":1,"kids":[{"n":2,"u":1},{"n":3,"mark":"S"}]})",
     R"({"n":1,"kids":[{"n":2,"mark":"M"},{"n":3,"mark":"S"}],"mark":"M"})", ":kids/[0]/:u "},
    // What no schema governs is left as it is.
    {"Base", R"({"a":{"b":1},"c":{"d":2}})", R"({"a":{"b":1}})", ":c "},
    {"Pattern", R"({"a":1,"x-1":{"v":1,"w":2},"y":3})", R"({"a":1,"x-1":{"v":1}})", ":\"x-1\"/:w  :y "},
    {"Open", R"({"a":1,"b":{"c":2}})", R"({"a":1,"b":{"v":1.50}})", ":b/:c "},
    // Of a union the alternative that holds.
    {"Shape", R"({"r":1,"w":2})", R"({"r":1,"unit":"cm"})", ":w "},
    {"Shape", R"({"w":2,"unit":"m"})", R"({"w":2})", ":unit "},
    {"Event", R"({"type":"a","y":1})", R"({"type":"a","x":0})", ":y "},
    {"Event", R"({"type":"b","y":1})", R"({"type":"b","y":1})", ""},
    {"Event", R"({"y":1})", R"({"y":1})", ""},
    // The path of a tag and those of a check are named, in the objects that a schema governs.
    {"Tagged", R"({"type":"a","id":1,"x":2})", R"({"type":"a","id":1})", ":x "},
    {"Tagged", R"({"type":"b","x":2})", R"({"type":"b","x":2})", ""},
    {"Deep", R"({"x":2,"m":{"t":"a","y":3},"id":1})", R"({"m":{"t":"a","y":3},"id":1})", ":x "},
    {"Meta", R"({"x":2,"m":{"t":"a","y":3,"u":4}})", R"({"m":{"t":"a","u":4}})", ":x  :m/:y "},
    {"Same", R"({"a":{"x":1,"y":2,"b":3},"c":1})", R"({"a":{"x":1,"b":3},"c":1})", ":a/:y "},
    // Of a conjunction all terms; the first default stands.
    {"Both", R"({"a":1,"b":2,"c":3})", R"({"a":1,"b":2,"d":1})", ":c "},
    {"Table", R"({"k":{"id":1,"q":2}})", R"({"k":{"id":1,"handle":"anonymous"}})", ":k/:q "},
    {"Pair", R"([{"id":1,"q":2},null])", R"([{"id":1,"handle":"anonymous"},null])", "[0]/:q "},
    // An unknown name may stand twice.
    {"Base", R"({"c":1,"a":2,"c":3})", R"({"a":2})", ":c  :c "},
};

Validator validator_of(const Module& module, const char* name) { return *compile(*module.find(name)); }

std::string shown(std::span<const UnknownMember> unknown) {
  std::string out;
  for (const UnknownMember& member : unknown)
    out += (out.empty() ? "" : " ") + to_path(member.path) + ' ' + member.meant;
  return out;
}

TEST(Reshape, AppliesDefaultsAndStripsWhatIsUnknown) {
  const auto module = load_text(kSchema);
  ASSERT_TRUE(module) << to_text(module.error());
  for (const Row& row : kRows) {
    DecodeOptions options;
    options.apply_defaults = options.strip_unknown = options.report_unknown = true;
    Decoder decoder(validator_of(*module, row.name), options);
    const auto decoded = decoder.decode(row.bytes);
    if (row.text == nullptr) {
      EXPECT_FALSE(decoded) << row.bytes;
      continue;
    }
    ASSERT_TRUE(decoded) << row.name << ' ' << row.bytes;
    EXPECT_EQ(decoded->text(), row.text);
    EXPECT_EQ(decoded->bytes(), row.bytes);
    EXPECT_EQ(shown(decoded->unknown()), row.unknown) << row.bytes;
    // The document is that of the text, and conforms as well.
    Decoder plain(validator_of(*module, row.name));
    const auto again = plain.decode(row.text);
    ASSERT_TRUE(again) << row.text;
    EXPECT_EQ(decoded->json(), again->json()) << row.text;
    // A copy says the same when the decoder has moved on.
    const Decoded kept = decoded->detach();
    (void)decoder.decode("{}");
    EXPECT_EQ(kept.text(), row.text);
    EXPECT_EQ(kept.bytes(), row.bytes);
    EXPECT_EQ(shown(kept.unknown()), row.unknown);
    EXPECT_EQ(kept.json(), again->json());
  }
}

TEST(Reshape, EachOptionByItself) {
  const Spec spec = schema({req("a", integer()), opt("count", integer(), {.default_value = 7})});
  constexpr std::string_view kBytes = R"({"a":1,"cuont":2})";
  const auto text = [&](DecodeOptions options) {
    Decoder decoder(*compile(spec), options);
    const auto decoded = decoder.decode(kBytes);
    return std::string(decoded->text()) + ' ' + shown(decoded->unknown());
  };
  EXPECT_EQ(text({}), R"({"a":1,"cuont":2} )");
  EXPECT_EQ(text({.apply_defaults = true}), R"({"a":1,"cuont":2,"count":7} )");
  EXPECT_EQ(text({.strip_unknown = true}), R"({"a":1} )");
  EXPECT_EQ(text({.report_unknown = true}), R"({"a":1,"cuont":2} :cuont count)");
}

TEST(Reshape, WithoutAChangeTheBytesThemselvesComeBack) {
  Decoder decoder(*compile(schema({req("a", integer())})), {.apply_defaults = true, .strip_unknown = true});
  const std::string bytes = R"({ "a" : 1 })";
  const auto decoded = decoder.decode(bytes);
  ASSERT_TRUE(decoded);
  EXPECT_EQ(decoded->text().data(), bytes.data());
}

TEST(Reshape, DefaultsStayWithinTheLimitOfBytes) {
  const Spec spec = coll_of(schema({opt("text", string(), {.default_value = std::string(1000, 'x')})}));
  std::string bytes = "[{}";
  for (int i = 0; i < 999; ++i) bytes += ",{}";
  bytes += ']';
  Decoder decoder(*compile(spec), {.max_bytes = 100'000, .apply_defaults = true});
  const auto decoded = decoder.decode(bytes);
  ASSERT_FALSE(decoded);
  ASSERT_TRUE(decoded.error().malformed);
  EXPECT_EQ(decoded.error().malformed->code, "too_large");
}

TEST(Reshape, RecursionByTwoWaysIsWalkedOnce) {
  const auto module = load_text("A = schema { opt :x, A } & schema { opt :x, A  opt :d, any?, default: 0 }");
  ASSERT_TRUE(module);
  std::string bytes = "{}";
  for (int i = 0; i < 100; ++i) bytes = "{\"x\":" + bytes + '}';
  Decoder decoder(*compile(*module->find("A")), {.apply_defaults = true});
  const auto decoded = decoder.decode(bytes);
  ASSERT_TRUE(decoded);
  EXPECT_EQ(decoded->text().size(), bytes.size() + 101 * 6 - 1);
}

}  // namespace
}  // namespace norm
