// The words for writing shapes, and the two languages that they are printed in.
#include "shape.h"

#include <fmt/format.h>

#include <set>
#include <utility>

namespace norm::bench {

using Kind = Shape::Kind;

Shape text(std::size_t low, std::size_t high) { return {Kind::text, low, high}; }
Shape url(std::size_t low, std::size_t high) { return {Kind::url, low, high}; }
Shape uuid() { return named("UUID", {Kind::uuid}); }
Shape instant() { return {Kind::instant}; }
Shape integer(std::size_t low, std::size_t high) { return {Kind::integer, low, high}; }
Shape number(std::size_t low, std::size_t high) { return {Kind::number, low, high}; }
Shape boolean() { return {Kind::boolean}; }
Shape literal(std::string value) { return {Kind::literal, 0, 0, {std::move(value)}}; }
Shape choice(std::vector<std::string> values) { return {Kind::choice, 0, 0, std::move(values)}; }
Shape nullable(Shape shape) { return {Kind::nullable, 0, 0, {}, {std::move(shape)}}; }
Shape either(std::vector<Shape> shapes) { return {Kind::either, 0, 0, {}, std::move(shapes)}; }
Shape list(std::size_t low, std::size_t high, Shape element) {
  return {Kind::list, low, high, {}, {std::move(element)}};
}
Shape object(std::vector<Member> members) { return {Kind::object, 0, 0, {}, {}, std::move(members)}; }
Shape tagged(std::string key, std::vector<Shape> objects) {
  return {Kind::tagged, 0, 0, {std::move(key)}, std::move(objects)};
}
Shape named(std::string name, Shape shape) {
  shape.name = std::move(name);
  return shape;
}
Member req(std::string key, Shape shape) { return {std::move(key), std::move(shape), Presence::required}; }
Member opt(std::string key, Shape shape) { return {std::move(key), std::move(shape), Presence::optional}; }
Member undeclared(std::string key, Shape shape) { return {std::move(key), std::move(shape), Presence::undeclared}; }

namespace {

std::string quoted(const std::string& text) { return '"' + text + '"'; }

std::string joined(const std::vector<std::string>& parts, std::string_view between) {
  return fmt::format("{}", fmt::join(parts, between));
}

std::vector<std::string> quoted_all(const std::vector<std::string>& texts) {
  std::vector<std::string> out;
  for (const std::string& text : texts) out.push_back(quoted(text));
  return out;
}

// The tag of one of a tagged union's objects.
const std::string& tag_of(const Shape& object, const std::string& key) {
  for (const Member& member : object.members) {
    if (member.key == key) return member.shape.texts.front();
  }
  return key;
}

class NormPrinter {
 public:
  std::string module(const Shape& shape) {
    const std::string whole = body(shape);
    return definitions_ + "Message = " + whole + '\n';
  }

 private:
  std::string print(const Shape& shape) {
    if (shape.name.empty()) return body(shape);
    if (known_.insert(shape.name).second) definitions_ += fmt::format("{} = {}\n", shape.name, body(shape));
    return shape.name;
  }

  std::vector<std::string> print_all(const std::vector<Shape>& shapes) {
    std::vector<std::string> out;
    for (const Shape& shape : shapes) out.push_back(print(shape));
    return out;
  }

  std::string body(const Shape& shape) {
    switch (shape.kind) {
      case Kind::text:
      case Kind::url: return "string?";
      case Kind::uuid:
        return "string? & re_matches?(/^[0-9A-F]{8}-[0-9A-F]{4}-4[0-9A-F]{3}-[89AB][0-9A-F]{3}-[0-9A-F]{12}$/i)";
      case Kind::instant: return "date_time?";
      case Kind::integer: return fmt::format("{}..{}", shape.low, shape.high);
      case Kind::number: return "number? & >= 0";
      case Kind::boolean: return "boolean?";
      case Kind::literal: return "lit(" + quoted(shape.texts.front()) + ')';
      case Kind::choice: return "enum(" + joined(quoted_all(shape.texts), ", ") + ')';
      case Kind::nullable: return "maybe(" + print(shape.of.front()) + ')';
      case Kind::either: return joined(print_all(shape.of), " | ");
      case Kind::list:
        return fmt::format("coll_of({}, min_count: {}, max_count: {})", print(shape.of.front()), shape.low, shape.high);
      case Kind::object: return object(shape);
      case Kind::tagged: return shape.as_union ? joined(print_all(shape.of), " | ") : multi(shape);
    }
    return {};
  }

  std::string object(const Shape& shape) {
    std::string out = "schema {";
    for (const Member& member : shape.members) {
      if (member.presence == Presence::undeclared) continue;
      out += fmt::format(" {} :{}, {}", member.presence == Presence::required ? "req" : "opt", member.key,
                         print(member.shape));
    }
    return out + " }";
  }

  std::string multi(const Shape& shape) {
    const std::string& key = shape.texts.front();
    std::string out = "multi(:" + key + ") {";
    for (const Shape& arm : shape.of) out += fmt::format(" {} => {}", quoted(tag_of(arm, key)), print(arm));
    return out + " }";
  }

  std::string definitions_;
  std::set<std::string> known_;
};

std::string json_body(const Shape& shape);

std::string json_list(std::string_view keyword, const std::vector<Shape>& shapes) {
  std::vector<std::string> parts;
  for (const Shape& shape : shapes) parts.push_back(json_body(shape));
  return fmt::format(R"({{"{}":[{}]}})", keyword, joined(parts, ","));
}

std::string json_object(const Shape& shape) {
  std::vector<std::string> properties;
  std::vector<std::string> required;
  for (const Member& member : shape.members) {
    if (member.presence == Presence::undeclared) continue;
    properties.push_back(quoted(member.key) + ':' + json_body(member.shape));
    if (member.presence == Presence::required) required.push_back(quoted(member.key));
  }
  // Draft 4 knows no empty `required`.
  const std::string requires_ = required.empty() ? "" : R"(,"required":[)" + joined(required, ",") + ']';
  return R"({"type":"object","properties":{)" + joined(properties, ",") + '}' + requires_ + '}';
}

std::string json_body(const Shape& shape) {
  switch (shape.kind) {
    case Kind::text:
    case Kind::url: return R"({"type":"string"})";
    case Kind::uuid:
      return R"({"type":"string","pattern":)"
             R"("^[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-4[0-9A-Fa-f]{3}-[89ABab][0-9A-Fa-f]{3}-[0-9A-Fa-f]{12}$"})";
    case Kind::instant:
      return R"({"type":"string","pattern":)"
             R"("^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]+)?(Z|[+-][0-9]{2}:[0-9]{2})$"})";
    case Kind::integer: return fmt::format(R"({{"type":"integer","minimum":{},"maximum":{}}})", shape.low, shape.high);
    case Kind::number: return R"({"type":"number","minimum":0})";
    case Kind::boolean: return R"({"type":"boolean"})";
    case Kind::literal:
    case Kind::choice: return R"({"enum":[)" + joined(quoted_all(shape.texts), ",") + "]}";
    case Kind::nullable: return R"({"anyOf":[{"type":"null"},)" + json_body(shape.of.front()) + "]}";
    case Kind::either:
    case Kind::tagged: return json_list("anyOf", shape.of);
    case Kind::list:
      return fmt::format(R"({{"type":"array","items":{},"minItems":{},"maxItems":{}}})", json_body(shape.of.front()),
                         shape.low, shape.high);
    case Kind::object: return json_object(shape);
  }
  return {};
}

}  // namespace

std::string norm_schema(const Shape& shape) { return NormPrinter().module(shape); }

std::string json_schema(const Shape& shape) { return json_body(shape); }

}  // namespace norm::bench
