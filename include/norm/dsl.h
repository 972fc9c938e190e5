#pragma once

#include <norm/export.h>
#include <norm/spec.h>

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// The language as C++ combinators: each word builds what the same word of `.norm` text parses to.
///
/// A predicate `p?` is `p()`, `p?(a)` is `p(a)`; a word that C++ keeps for itself ends in an underscore. Building never
/// fails: a mistake (an unknown name, a count below 0, a bad regex) is reported by `compile`.
namespace norm {

// ---- composition

/// `a & b`: stops at the first that fails.
NORM_API Spec operator&(const Spec& a, const Spec& b);
/// `a | b`: the first that holds, else the errors of all.
NORM_API Spec operator|(const Spec& a, const Spec& b);
/// `!a`.
NORM_API Spec operator!(const Spec& a);
NORM_API Spec one_of(std::vector<Spec> terms);
NORM_API Spec all_of(std::vector<Spec> terms);
NORM_API Spec maybe(Spec spec);
/// `alt({{"num", integer()}, {"str", string()}})`.
NORM_API Spec alt(std::vector<Tagged> branches);
/// A definition by name; bound by `define` or by the module that is given to `compile`.
NORM_API Spec ref(std::string name);

// ---- constants

NORM_API Spec lit(Constant constant);
template <class... T>
Spec enum_(T&&... constants) {
  return Spec(Node{Enum{{Constant(std::forward<T>(constants))...}}});
}

// ---- collections

NORM_API Spec coll_of(Spec element, Counts counts = {});
NORM_API Spec map_of(Spec key, Spec value, Counts counts = {});
NORM_API Spec tuple(std::vector<Spec> elements);
/// `tuple({a, b}, rest(c))`: at least two elements, further ones conform to c.
NORM_API Spec tuple(std::vector<Spec> elements, Member rest);

// ---- schemas

/// What a field may carry beside its spec.
struct FieldOptions {
  std::string doc = {};
  std::optional<Constant> default_value = {};
  std::optional<Constant> deprecated = {};
  std::string message = {};
  std::vector<Annotation> annotations = {};
};

NORM_API Member req(std::string key);
NORM_API Member req(std::string key, Spec spec, FieldOptions options = {});
NORM_API Member opt(std::string key);
NORM_API Member opt(std::string key, Spec spec, FieldOptions options = {});
NORM_API Member include(Spec schema);
NORM_API Member keys(Spec key, Spec value);
NORM_API Member rest(Spec value);
NORM_API Member reserved(std::vector<std::string> keys);
NORM_API Member require(PresenceExpr expr);
NORM_API Member check(KeyPath left, Relation relation, KeyPath right, std::optional<KeyPath> at = {},
                      std::optional<std::string> message = {});

/// `key("email") | key("phone")`: the terms of `require`.
NORM_API PresenceExpr key(std::string name);
NORM_API PresenceExpr operator&(PresenceExpr a, PresenceExpr b);
NORM_API PresenceExpr operator|(PresenceExpr a, PresenceExpr b);

/// `@pii`, `@topic("comments")` for FieldOptions::annotations.
NORM_API Annotation annotation(std::string name, std::vector<Constant> args = {});

struct Closed {};
inline constexpr Closed closed{};

NORM_API Spec schema(std::vector<Member> members);
/// `schema(closed: true) {…}`.
NORM_API Spec schema(Closed, std::vector<Member> members);

NORM_API Arm on(Constant tag, Spec spec);
NORM_API Arm on(std::vector<Constant> tags, Spec spec);
NORM_API Spec multi(KeyPath tag, std::vector<Arm> arms);
/// With an `else` arm.
NORM_API Spec multi(KeyPath tag, std::vector<Arm> arms, Spec otherwise);

/// `keys_of({at("id"), at("user", keys_of({at("age")}))})` is `[:id, user: [:age]]`.
NORM_API Selector keys_of(std::vector<Selector::Entry> entries);
NORM_API Selector::Entry at(std::string key, Selector nested);
NORM_API Selector::Entry at(std::string key);

NORM_API Spec selection(Spec spec);
NORM_API Spec selection(Spec spec, Selector selector);
NORM_API Spec pick(Spec spec, std::vector<std::string> keys);
NORM_API Spec omit(Spec spec, std::vector<std::string> keys);
NORM_API Spec partial(Spec spec);
NORM_API Spec partial(Spec spec, std::vector<std::string> keys);
NORM_API Spec required(Spec spec);
NORM_API Spec required(Spec spec, std::vector<std::string> keys);

// ---- predicates

/// Any predicate by its name with the `?`: `pred("luhn?")` for an `extern`.
NORM_API Spec pred(std::string name, std::vector<Argument> args = {});

/// A pattern as text can write it: a bare `/` becomes `\/`, a line break `\n`, an empty pattern `(?:)`.
NORM_API Regex regex(std::string_view pattern, std::string flags = {});

// Kinds.
inline Spec any() { return pred("any?"); }
inline Spec never() { return pred("never?"); }
inline Spec string() { return pred("string?"); }
inline Spec integer() { return pred("integer?"); }
inline Spec float_() { return pred("float?"); }
inline Spec number() { return pred("number?"); }
inline Spec integral() { return pred("integral?"); }
inline Spec boolean() { return pred("boolean?"); }
inline Spec null() { return pred("null?"); }
inline Spec nil() { return pred("null?"); }
inline Spec array() { return pred("array?"); }
inline Spec list() { return pred("array?"); }
inline Spec object() { return pred("object?"); }
inline Spec map() { return pred("object?"); }

// Numbers.
inline Spec gt(Number n) { return pred(">", {Constant(std::move(n))}); }
inline Spec ge(Number n) { return pred(">=", {Constant(std::move(n))}); }
inline Spec lt(Number n) { return pred("<", {Constant(std::move(n))}); }
inline Spec le(Number n) { return pred("<=", {Constant(std::move(n))}); }
inline Spec range(Number low, Number high) { return pred("..", {Range{std::move(low), std::move(high)}}); }
inline Spec positive() { return pred("positive?"); }
inline Spec negative() { return pred("negative?"); }
inline Spec non_negative() { return pred("non_negative?"); }
inline Spec zero() { return pred("zero?"); }
inline Spec even() { return pred("even?"); }
inline Spec odd() { return pred("odd?"); }
inline Spec multiple_of(Number n) { return pred("multiple_of?", {Constant(std::move(n))}); }

// Strings; empty and non_empty of arrays and objects too.
inline Spec length(Number n) { return pred("length?", {Constant(std::move(n))}); }
inline Spec length(Number low, Number high) { return pred("length?", {Range{std::move(low), std::move(high)}}); }
inline Spec min_length(Number n) { return pred("min_length?", {Constant(std::move(n))}); }
inline Spec max_length(Number n) { return pred("max_length?", {Constant(std::move(n))}); }
inline Spec starts_with(std::string text) { return pred("starts_with?", {Constant(std::move(text))}); }
inline Spec ends_with(std::string text) { return pred("ends_with?", {Constant(std::move(text))}); }
inline Spec contains(std::string text) { return pred("contains?", {Constant(std::move(text))}); }
inline Spec re_matches(std::string pattern, std::string flags = {}) {
  return pred("re_matches?", {regex(std::move(pattern), std::move(flags))});
}
inline Spec empty() { return pred("empty?"); }
inline Spec non_empty() { return pred("non_empty?"); }

// Formats.
inline Spec uuid() { return pred("uuid?"); }
inline Spec uuid(Number version) { return pred("uuid?", {Constant(std::move(version))}); }
inline Spec date() { return pred("date?"); }
inline Spec time() { return pred("time?"); }
inline Spec date_time() { return pred("date_time?"); }
inline Spec duration() { return pred("duration?"); }
inline Spec email() { return pred("email?"); }
inline Spec uri() { return pred("uri?"); }
inline Spec hostname() { return pred("hostname?"); }
inline Spec ipv4() { return pred("ipv4?"); }
inline Spec ipv6() { return pred("ipv6?"); }
inline Spec base64() { return pred("base64?"); }
inline Spec base64url() { return pred("base64url?"); }
inline Spec hex() { return pred("hex?"); }
inline Spec json_pointer() { return pred("json_pointer?"); }
inline Spec ulid() { return pred("ulid?"); }

}  // namespace norm
