#pragma once

// Which rules of the grammar leave an entry on the tape.
#include "grammar/rules.h"
#include "syntax/tape.h"

namespace norm::syntax {

template <class Rule>
inline constexpr Kind kind_of = Kind::none;

template <>
inline constexpr Kind kind_of<grammar::number> = Kind::number;
template <>
inline constexpr Kind kind_of<grammar::string> = Kind::string;
template <>
inline constexpr Kind kind_of<grammar::true_> = Kind::true_;
template <>
inline constexpr Kind kind_of<grammar::false_> = Kind::false_;
template <>
inline constexpr Kind kind_of<grammar::null> = Kind::null;
template <>
inline constexpr Kind kind_of<grammar::array> = Kind::array;
template <>
inline constexpr Kind kind_of<grammar::object> = Kind::object;
template <>
inline constexpr Kind kind_of<grammar::label_name> = Kind::label_name;
template <>
inline constexpr Kind kind_of<grammar::key> = Kind::key;
template <>
inline constexpr Kind kind_of<grammar::path> = Kind::path;
template <>
inline constexpr Kind kind_of<grammar::option> = Kind::option;
template <>
inline constexpr Kind kind_of<grammar::annotation> = Kind::annotation;
template <>
inline constexpr Kind kind_of<grammar::annotation_name> = Kind::annotation_name;
template <>
inline constexpr Kind kind_of<grammar::annotation_argument> = Kind::annotation_argument;
template <>
inline constexpr Kind kind_of<grammar::expression> = Kind::expression;
template <>
inline constexpr Kind kind_of<grammar::conjunction> = Kind::conjunction;
template <>
inline constexpr Kind kind_of<grammar::negation> = Kind::negation;
template <>
inline constexpr Kind kind_of<grammar::group> = Kind::group;
template <>
inline constexpr Kind kind_of<grammar::bound> = Kind::bound;
template <>
inline constexpr Kind kind_of<grammar::bound_sign> = Kind::bound_sign;
template <>
inline constexpr Kind kind_of<grammar::range> = Kind::range;
template <>
inline constexpr Kind kind_of<grammar::regex> = Kind::regex;
template <>
inline constexpr Kind kind_of<grammar::predicate> = Kind::predicate;
template <>
inline constexpr Kind kind_of<grammar::predicate_name> = Kind::predicate_name;
template <>
inline constexpr Kind kind_of<grammar::literal> = Kind::literal;
template <>
inline constexpr Kind kind_of<grammar::constant_call> = Kind::constant_call;
template <>
inline constexpr Kind kind_of<grammar::constant_call_name> = Kind::constant_call_name;
template <>
inline constexpr Kind kind_of<grammar::edit_call> = Kind::edit_call;
template <>
inline constexpr Kind kind_of<grammar::edit_name> = Kind::edit_name;
template <>
inline constexpr Kind kind_of<grammar::call> = Kind::call;
template <>
inline constexpr Kind kind_of<grammar::call_name> = Kind::call_name;
template <>
inline constexpr Kind kind_of<grammar::argument> = Kind::argument;
template <>
inline constexpr Kind kind_of<grammar::reference> = Kind::reference;
template <>
inline constexpr Kind kind_of<grammar::selector> = Kind::selector;
template <>
inline constexpr Kind kind_of<grammar::entry> = Kind::entry;
template <>
inline constexpr Kind kind_of<grammar::schema> = Kind::schema;
template <>
inline constexpr Kind kind_of<grammar::schema_options> = Kind::schema_options;
template <>
inline constexpr Kind kind_of<grammar::multi> = Kind::multi;
template <>
inline constexpr Kind kind_of<grammar::tagged_arm> = Kind::tagged_arm;
template <>
inline constexpr Kind kind_of<grammar::else_arm> = Kind::else_arm;
template <>
inline constexpr Kind kind_of<grammar::member> = Kind::member;
template <>
inline constexpr Kind kind_of<grammar::required_field> = Kind::required_field;
template <>
inline constexpr Kind kind_of<grammar::optional_field> = Kind::optional_field;
template <>
inline constexpr Kind kind_of<grammar::include> = Kind::include;
template <>
inline constexpr Kind kind_of<grammar::keys> = Kind::keys;
template <>
inline constexpr Kind kind_of<grammar::rest> = Kind::rest;
template <>
inline constexpr Kind kind_of<grammar::reserved> = Kind::reserved;
template <>
inline constexpr Kind kind_of<grammar::require> = Kind::require;
template <>
inline constexpr Kind kind_of<grammar::presence> = Kind::presence;
template <>
inline constexpr Kind kind_of<grammar::presence_all> = Kind::presence_all;
template <>
inline constexpr Kind kind_of<grammar::presence_group> = Kind::presence_group;
template <>
inline constexpr Kind kind_of<grammar::check> = Kind::check;
template <>
inline constexpr Kind kind_of<grammar::relation> = Kind::relation;
template <>
inline constexpr Kind kind_of<grammar::check_at> = Kind::check_at;
template <>
inline constexpr Kind kind_of<grammar::check_message> = Kind::check_message;
template <>
inline constexpr Kind kind_of<grammar::version_number> = Kind::version_number;
template <>
inline constexpr Kind kind_of<grammar::module_name> = Kind::module_name;
template <>
inline constexpr Kind kind_of<grammar::import_> = Kind::import_;
template <>
inline constexpr Kind kind_of<grammar::import_alias> = Kind::import_alias;
template <>
inline constexpr Kind kind_of<grammar::extern_> = Kind::extern_;
template <>
inline constexpr Kind kind_of<grammar::extern_name> = Kind::extern_name;
template <>
inline constexpr Kind kind_of<grammar::extern_arity> = Kind::extern_arity;
template <>
inline constexpr Kind kind_of<grammar::definition> = Kind::definition;
template <>
inline constexpr Kind kind_of<grammar::definition_name> = Kind::definition_name;

}  // namespace norm::syntax
