#pragma once

// What the messages of a set look like, written once: the schema in the languages of all contenders, the messages and
// their faults come from it, so that no contender gets an easier question than another.
#include <cstddef>
#include <string>
#include <vector>

namespace norm::bench {

struct Member;

struct Shape {
  enum class Kind {
    text,     ///< any string; low to high characters
    url,      ///< any string; drawn as a URL of about low to high characters
    uuid,     ///< by the deck's regex, which every contender understands
    instant,  ///< date_time?
    integer,  ///< low to high
    number,   ///< at least 0, drawn with two digits after the point
    boolean,
    literal,   ///< the string texts[0]
    choice,    ///< enum of the strings texts
    nullable,  ///< null or of[0]
    either,    ///< one of `of`; no two of one kind of value
    list,      ///< low to high of of[0]
    object,    ///< members
    tagged,    ///< one of the objects `of`, which differ in the literal at their member texts[0]
  };
  Kind kind = Kind::text;
  std::size_t low = 0, high = 0;
  std::vector<std::string> texts = {};
  std::vector<Shape> of = {};
  std::vector<Member> members = {};
  std::string name = {};  ///< a definition of its own in schemas that have names
  bool as_union = false;  ///< tagged: written `A | B`, and not multi
};

enum class Presence { required, optional, undeclared };

struct Member {
  std::string key;
  Shape shape;
  Presence presence =
      Presence::required;  ///< optional: in every second message; undeclared: the schema is silent on it
};

// Words for writing shapes.
Shape text(std::size_t low, std::size_t high);
Shape url(std::size_t low, std::size_t high);
Shape uuid();
Shape instant();
Shape integer(std::size_t low, std::size_t high);
Shape number(std::size_t low, std::size_t high);
Shape boolean();
Shape literal(std::string value);
Shape choice(std::vector<std::string> values);
Shape nullable(Shape shape);
Shape either(std::vector<Shape> shapes);
Shape list(std::size_t low, std::size_t high, Shape element);
Shape object(std::vector<Member> members);
Shape tagged(std::string key, std::vector<Shape> objects);
Shape named(std::string name, Shape shape);
Member req(std::string key, Shape shape);
Member opt(std::string key, Shape shape);
Member undeclared(std::string key, Shape shape);

/// The schema as `.norm` text; its last definition is the whole.
[[nodiscard]] std::string norm_schema(const Shape& shape);

/// The same as JSON Schema draft 4, which RapidJSON and valijson read. Their regexes know no flags: both cases of a
/// UUID's letters are spelt out; a date-time is a pattern.
[[nodiscard]] std::string json_schema(const Shape& shape);

}  // namespace norm::bench
