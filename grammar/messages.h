#pragma once

// One sentence for each committed rule of rules.h: what people read where that rule fails, which is where the text can
// no longer be right. `{line}` stands for the line on which the innermost construct begins that is open there.
#include "grammar/rules.h"

namespace norm::grammar {

/// Null: the rule is not committed.
template <class Rule>
inline constexpr const char* sentence = nullptr;

/// Of text with more open brackets and `!` than the reader follows.
inline constexpr const char* kNestedTooDeep = "nested deeper than 200";

/// Of what follows a member or an arm that was read by itself, behind a mistake.
inline constexpr const char* kBehindMember =
    "expected a member (req, opt, include, keys, rest, reserved, require, check) or '}' to close the schema";
inline constexpr const char* kBehindArm = "expected an arm (\"tag\" => spec, else => spec) or '}' to close the multi";

// ---- tokens

template <>
inline constexpr auto sentence<well_formed_number> =
    "expected a number as JSON writes it: no leading 0 or '+', digits on both sides of the point, no letter behind it";
template <>
inline constexpr auto sentence<unicode_escape> =
    "expected four hex digits after '\\u', a surrogate only as half of a pair";
template <>
inline constexpr auto sentence<escaped> = "expected one of \" \\ / b f n r t u after '\\'";
template <>
inline constexpr auto sentence<closing_quote> = "expected '\"' to close the string on the line where it begins";
template <>
inline constexpr auto sentence<closing_curly> = "expected '”' to close the string on the line where it begins";
template <>
inline constexpr auto sentence<class_end> = "expected ']' to close the regex's character class";
template <>
inline constexpr auto sentence<regex_body> = "expected a regex between '/' and '/'";
template <>
inline constexpr auto sentence<regex_end> = "expected '/' to close the regex on the line where it begins";
template <>
inline constexpr auto sentence<regex_flags> = "expected no regex flags but 'i', 'm' and 's'";
template <>
inline constexpr auto sentence<key_after_colon> = "expected a word or a string after the ':' of a key";

// ---- JSON

template <>
inline constexpr auto sentence<element> = "expected a JSON value in the array opened at line {line}";
template <>
inline constexpr auto sentence<array_end> = "expected ',' or ']' to close the array opened at line {line}";
template <>
inline constexpr auto sentence<object_key> = "expected a name in quotes in the JSON object opened at line {line}";
template <>
inline constexpr auto sentence<object_colon> = "expected ':' after the name in the JSON object";
template <>
inline constexpr auto sentence<object_value> = "expected a JSON value after ':'";
template <>
inline constexpr auto sentence<object_end> = "expected ',' or '}' to close the JSON object opened at line {line}";

// ---- options, annotations, paths

template <>
inline constexpr auto sentence<name_step> = "expected a name after '.'";
template <>
inline constexpr auto sentence<path_step> = "expected a key after '/'";
template <>
inline constexpr auto sentence<option_value> = "expected a JSON value after the option's label";
template <>
inline constexpr auto sentence<annotation_name> = "expected the annotation's name after '@'";
template <>
inline constexpr auto sentence<annotation_value> = "expected a JSON value as the annotation's argument";
template <>
inline constexpr auto sentence<annotation_end> = "expected ',' or ')' to close the annotation opened at line {line}";
template <>
inline constexpr auto sentence<annotated_member> = "expected a member of the schema after its annotation";
template <>
inline constexpr auto sentence<annotated_definition> = "expected a definition (Name = spec) after its annotation";

// ---- expressions

template <>
inline constexpr auto sentence<expression_term> = "expected a spec after '|'";
template <>
inline constexpr auto sentence<conjunction_term> = "expected a spec after '&'";
template <>
inline constexpr auto sentence<negated> = "expected a spec after '!'";
template <>
inline constexpr auto sentence<group_body> = "expected a spec after '('";
template <>
inline constexpr auto sentence<group_end> = "expected '|', '&' or ')' to close the '(' opened at line {line}";
template <>
inline constexpr auto sentence<bound_number> = "expected a number after the bound's sign";
template <>
inline constexpr auto sentence<range_end> = "expected a number after '..'";
template <>
inline constexpr auto sentence<predicate_argument> =
    "expected a JSON value, a range (1..20) or a regex as the argument";
template <>
inline constexpr auto sentence<predicate_end> = "expected ',' or ')' to close the arguments opened at line {line}";
template <>
inline constexpr auto sentence<constant> = "expected a JSON value as the argument";
template <>
inline constexpr auto sentence<edited> = "expected a schema as the first argument";
template <>
inline constexpr auto sentence<edit_selector> = "expected a list of keys ([:a, :b]) as the second argument";
template <>
inline constexpr auto sentence<labelled_spec> = "expected a spec or a constant after the label";
template <>
inline constexpr auto sentence<argument_spec> = "expected a spec or ')' to close the arguments opened at line {line}";
template <>
inline constexpr auto sentence<call_end> = "expected ',' or ')' to close the arguments opened at line {line}";
template <>
inline constexpr auto sentence<entry_selector> = "expected '[' with the keys below this one";
template <>
inline constexpr auto sentence<next_entry> = "expected a key (:a), or a label and a list (a: [:b])";
template <>
inline constexpr auto sentence<selector_end> = "expected ',' or ']' to close the list of keys opened at line {line}";

// ---- schemas

template <>
inline constexpr auto sentence<schema_option> = "expected an option of the schema, such as closed: true";
template <>
inline constexpr auto sentence<schema_options_end> =
    "expected ',' or ')' to close the schema's options opened at line {line}";
template <>
inline constexpr auto sentence<schema_start> = "expected '{' to open the schema's members";
template <>
inline constexpr auto sentence<schema_end> =
    "expected a member (req, opt, include, keys, rest, reserved, require, check) or '}' to close the schema opened at "
    "line {line}";
template <>
inline constexpr auto sentence<member_key> = "expected a key, such as :id";
template <>
inline constexpr auto sentence<field_spec> = "expected a spec or an option after ','";
template <>
inline constexpr auto sentence<include_spec> = "expected a schema after 'include'";
template <>
inline constexpr auto sentence<keys_key> = "expected the spec of the keys after 'keys'";
template <>
inline constexpr auto sentence<keys_comma> = "expected ',' and the spec of the values";
template <>
inline constexpr auto sentence<keys_value> = "expected the spec of the values after ','";
template <>
inline constexpr auto sentence<rest_value> = "expected the spec of the values after 'rest'";
template <>
inline constexpr auto sentence<presence_any_term> = "expected a key or '(' in the presence expression";
template <>
inline constexpr auto sentence<presence_all_term> = "expected a key or '(' after '&'";
template <>
inline constexpr auto sentence<presence_group_end> = "expected '|', '&' or ')' to close the '(' opened at line {line}";
template <>
inline constexpr auto sentence<check_path> = "expected a path, such as :edited_at or :data/:id";
template <>
inline constexpr auto sentence<check_relation> = "expected one of == != >= <= > <";
template <>
inline constexpr auto sentence<check_text> = "expected the message as a string";
template <>
inline constexpr auto sentence<check_option> = "expected 'at:' or 'message:', the options of a check";

// ---- multi

template <>
inline constexpr auto sentence<tag_start> = "expected '(' and the path of the tag after 'multi'";
template <>
inline constexpr auto sentence<tag_path> = "expected the path of the tag, such as :type";
template <>
inline constexpr auto sentence<tag_end> = "expected '/' or ')' to close the path of the tag";
template <>
inline constexpr auto sentence<arms_start> = "expected '{' to open the arms of multi";
template <>
inline constexpr auto sentence<arms_end> =
    "expected an arm (\"tag\" => spec, else => spec) or '}' to close the multi opened at line {line}";
template <>
inline constexpr auto sentence<arm_tag> = "expected a JSON value, the next tag of this arm, after '|'";
template <>
inline constexpr auto sentence<arm_arrow> = "expected '=>' after the tag";
template <>
inline constexpr auto sentence<arm_spec> = "expected a spec after '=>'";

// ---- the file

template <>
inline constexpr auto sentence<version_number> = "expected the language's version, a whole number, after 'norm'";
template <>
inline constexpr auto sentence<module_name> = "expected the module's name after 'module'";
template <>
inline constexpr auto sentence<import_path> = "expected the imported file in quotes after 'import'";
template <>
inline constexpr auto sentence<import_alias> = "expected a name that is no keyword after 'as'";
template <>
inline constexpr auto sentence<extern_name> = "expected the predicate's name with its '?' after 'extern'";
template <>
inline constexpr auto sentence<extern_arity> = "expected the predicate's number of arguments, a whole number";
template <>
inline constexpr auto sentence<extern_arity_end> = "expected ')' after the number of arguments";
template <>
inline constexpr auto sentence<extern_base> = "expected a spec, what the predicate's values conform to, after ':'";
template <>
inline constexpr auto sentence<no_parameters> = "specs with parameters, Name(T) = …, are reserved for a later version";
template <>
inline constexpr auto sentence<definition_equals> = "expected '=' after the name of the definition";
template <>
inline constexpr auto sentence<definition_spec> = "expected a spec after '='";
template <>
inline constexpr auto sentence<end_of_file> = "expected a definition (Name = spec)";
template <>
inline constexpr auto sentence<sole_expression> = "expected a spec";
template <>
inline constexpr auto sentence<end_of_expression> = "expected '|', '&' or the end of the spec";

}  // namespace norm::grammar
