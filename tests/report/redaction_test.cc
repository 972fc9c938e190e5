// No byte of what `@pii` governs shows in any report, whatever fails beside it or around it.
#include <norm/decode.h>
#include <norm/report.h>
#include <norm/schema_file.h>

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "report/golden.h"

namespace norm {
namespace {

constexpr std::string_view kMarker = "QXZQ";  // in every redacted value, in nothing else

constexpr std::string_view kSchema = R"(@pii Phone = string? & re_matches?(/^[+]/)
Person = schema {
  req :name, string?
  @pii opt :secret, schema { req :code, integer? }
  opt :phone, Phone
  opt :age, integer?
}
A = schema { req :kind, "a"  req :phone, Phone | null?  req :n, integer? }
B = schema { req :kind, "b"  @pii req :data, coll_of(string?)  req :n, integer? }
C = schema(closed: true) { req :kind, "c" }
@pii Address = schema { req :street, string?  opt :zip, integer? }
Moved = schema { include Address  req :n, integer? }
Marked = schema { @pii include Base  req :n, integer? }
Base = schema { req :street, string?  keys re_matches?(/^x/), integer? }
Root = schema {
  opt :moved, Moved
  opt :marked, Marked
  opt :some, pick(Address, [:street])
  opt :least, selection(Address, [:street])
  opt :person, Person
  opt :people, coll_of(Person, distinct: true)
  opt :any, A | B | C
  opt :tagged, alt(phone: Phone, number: integer?)
  opt :map, map_of(string? & length?(1), Phone)
  opt :by_phone, map_of(Phone, schema { req :n, integer? })
  opt :open, schema { keys Phone, integer? }
  req :end, integer?
}
)";

Decoder decoder() {
  const auto module = load_text(kSchema, "person.norm");
  if (!module) ADD_FAILURE() << to_text(module.error());
  return Decoder(compile(module.value().find("Root")[0]).value());
}

void expect_hidden(const DecodeError& error, std::string_view bytes, const std::string& text) {
  EXPECT_EQ(text.find(kMarker), std::string::npos) << bytes << '\n' << text;
  for (std::size_t size = 2; size < kMarker.size(); ++size) {
    for (std::size_t at = 0; at + size <= kMarker.size(); ++at) {
      EXPECT_EQ(text.find(kMarker.substr(at, size)), std::string::npos) << bytes << '\n' << text;
    }
  }
  EXPECT_FALSE(error.malformed) << bytes;
}

// The carets of each excerpt stand below text: no further right than the line above them ends.
void expect_carets_below_text(const std::string& text) {
  std::vector<std::string> lines;
  for (std::size_t at = 0; at < text.size(); at = text.find('\n', at) + 1)
    lines.push_back(text.substr(at, text.find('\n', at) - at));
  for (std::size_t i = 1; i < lines.size(); ++i) {
    if (lines[i].empty() || lines[i].find_first_not_of(" |^") != std::string::npos) continue;
    EXPECT_LE(lines[i].size(), std::max<std::size_t>(lines[i - 1].size(), lines[i].find('^') + 1)) << text;
  }
}

TEST(Redaction, HoldsInEveryReport) {
  const std::string q(kMarker);
  const std::string s = "\"" + q + "\"";
  const std::string longest = "\"" + std::string(3000, 'x') + q + std::string(3000, 'y') + "\"";
  std::vector<std::string> bodies = {
      R"("person":{"name":1,"phone":)" + s + R"(,"age":"x"})",
      R"("person":{"phone":)" + s + R"(,"nmae":"n","age":"x"})",
      R"("person":{"name":"n","secret":{"code":)" + s + R"(,"more":[)" + s + "," + s + "]}}",
      R"("person":{"name":"n","secret":)" + s + "}",
      R"("person":{"name":"n","phone":)" + s + R"(,"phone":)" + s + R"(,"age":2.5})",
      R"("person":{"name":"n","name":5,"phone":)" + s + "}",
      R"("people":[{"name":"n","phone":)" + s + R"(},{"name":"n","phone":)" + s + "},5]",
      R"("any":{"kind":"a","phone":)" + s + R"(,"n":"x"})",
      R"("any":{"kind":"b","data":[1,)" + s + R"(],"n":"x"})",
      R"("any":{"kind":"zz","phone":)" + s + R"(,"data":[)" + s + "]}",
      R"("any":{"kind":"c","phone":)" + s + "}",
      R"("tagged":)" + s,
      R"("map":{"a":)" + s + R"(,"long":)" + s + R"(,"b":5})",
      R"("moved":{"street":5,"zip":)" + s + R"(,"n":"x"})",
      R"("marked":{"street":)" + s + R"(,"x1":)" + s + R"(,"n":"x"})",
      R"("some":{"street":[)" + s + "]}",
      R"("least":{"zip":)" + s + R"(,"more":)" + s + "}",
      R"("by_phone":{)" + s + R"(:{"n":"x"},"other":{}})",
      R"("moved":{"street":5,"zip":)" + s + R"(,"n":"x"})",
      R"("marked":{"street":)" + s + R"(,"x1":)" + s + R"(,"n":"x"})",
      R"("some":{"street":[)" + s + "]}",
      R"("least":{"zip":)" + s + R"(,"more":)" + s + "}",
      R"("by_phone":{)" + s + R"(:{"n":1},)" + s + ":5}",
      R"("open":{"+)" + q + R"(":"x"})",
      R"("person":[)" + std::string("1") + "]",
      R"("person":{"name":5,"phone":)" + longest + R"(,"age":"x"})",
      R"("person":{"age":"x","phone":)" + longest + "}",
      R"("any":{"kind":"b","data":)" + std::string(R"({"deep":[)") + s + R"(]},"n":)" + longest.substr(0, 50) + "\"}",
      R"("person":{"name":"n","phone":"\u0051)" + q.substr(1) + R"(","age":"日本"})",
  };
  Decoder own = decoder();
  std::size_t hidden = 0;
  for (const std::string& body : bodies) {
    for (const std::string& bytes : {"{" + body + R"(,"end":"x"})", "{\"end\":\"x\"," + body + "}",
                                     "{\n  " + body + "\n}", "{" + body + ",\r\n\t\"end\" : null }"}) {
      const auto decoded = own.decode(bytes);
      ASSERT_FALSE(decoded) << bytes;
      const DecodeError& error = decoded.error();
      hidden += error.redacted.size();
      for (const std::size_t width : {20u, 60u, 100u, 100000u}) {
        TextStyle style;
        style.width = width;
        style.malformed = Malformed::quoted;
        const std::string text = to_text(error, bytes, "p.json", style);
        expect_hidden(error, bytes, text);
        expect_carets_below_text(text);
        style.layout = Layout::plain;
        expect_hidden(error, bytes, to_text(error, bytes, "p.json", style));
      }
      expect_hidden(error, bytes, to_lines(error));
      for (const Problem& problem : error.problems) {
        expect_hidden(error, bytes, to_json(problem));
        expect_hidden(error, bytes, to_line(problem));
      }
    }
  }
  EXPECT_GT(hidden, 4 * bodies.size() - 8);  // else nothing was there to be hidden
}

TEST(Redaction, KeepsTheLineAroundIt) {
  const std::string bytes = R"({"person":{"name":1,"phone":"0170 555","age":"x"},"end":2,"tagged":"0171"})";
  Decoder own = decoder();
  const auto decoded = own.decode(bytes);
  ASSERT_FALSE(decoded);
  expect_golden("redacted", to_text(decoded.error(), bytes, "p.json"));
}

}  // namespace
}  // namespace norm
