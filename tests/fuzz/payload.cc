// Any bytes as a payload, under a schema that has one of everything: the verdict and the explanation agree, and
// whatever is reported can be rendered.
#include <norm/norm.h>

#include "fuzz.h"

namespace {

constexpr std::string_view kSchema = R"(
norm 1
Id = integer? & > 0 | uuid?
Node = schema { req :id, Id  opt :next, Node  opt :kids, coll_of(Node, max_count: 4, distinct: true) }
Event = multi(:type) {
  "node" => schema(closed: true) { req :type, string?  req :node, Node }
  "text" | 7 => schema {
    req :type, any?
    opt :at, date_time?
    opt :until, date_time?
    opt :mail, email?
    @pii opt :phone, re_matches?(/^[+0-9 ]{3,20}$/)
    opt :size, enum("S", "M", 1, 2.5, null)
    opt :rgb, tuple(0..255, 0..255, 0..255, rest: number?)
    opt :labels, map_of(re_matches?(/^x-/), maybe(length?(1..9)), max_count: 3)
    opt :price, multiple_of?(0.01) & >= -1e3
    opt :either, alt(num: number?, str: !starts_with?("_"))
    opt :open, schema { keys ends_with?("?"), boolean?  rest any? }
    require :mail | :phone
    check :until >= :at, at: :until
  }
  else => any?
}
)";

const norm::Validator& validator() {
  static const norm::Validator compiled = [] {
    const auto module = norm::load_text(kSchema, "fuzz.norm");
    norm::fuzz::require(module.has_value(), "the fuzzer's schema loads");
    auto result = norm::compile(*module->last());
    norm::fuzz::require(result.has_value(), "the fuzzer's schema compiles");
    return *std::move(result);
  }();
  return compiled;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static norm::Decoder decoder(validator());  // one for all inputs: what one leaves behind must not reach the next
  const std::string_view bytes = norm::fuzz::as_text(data, size);
  const bool valid = decoder.valid(bytes);
  const auto decoded = decoder.decode(bytes);
  norm::fuzz::require(valid == decoded.has_value(), "valid and decode agree");
  if (decoded) {
    norm::fuzz::require(decoded->bytes() == bytes, "bytes pass through");
    return 0;
  }
  const norm::DecodeError& error = decoded.error();
  norm::fuzz::require(error.malformed.has_value() == error.problems.empty(), "malformed or problems, never both");
  if (error.malformed) norm::fuzz::require(error.malformed->offset <= size, "the offset is inside");
  for (const norm::Problem& problem : error.problems) {
    if (problem.span)
      norm::fuzz::require(problem.span->begin <= problem.span->end && problem.span->end <= size, "span");
    norm::fuzz::require(!norm::to_json(problem).empty(), "a problem as JSON");
  }
  norm::fuzz::require(!norm::to_lines(error).empty(), "lines");
  norm::fuzz::require(!norm::to_text(error, bytes, "payload").empty(), "a report");
  return 0;
}
