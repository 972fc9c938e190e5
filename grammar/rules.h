#pragma once

// The `.norm` language as PEGTL rules, from the file down to the character. No actions, nothing of the program: who
// reads a text attaches what it needs to the names below. LANGUAGE.md, beside this file, says what the constructs mean.
//
// Three conventions hold throughout:
//  - `token<R>` is R and the blanks behind it, so that each rule begins at its first character.
//  - A rule that messages.h gives a sentence is *committed*: where it fails, the text is wrong. It is therefore used
//  only
//    where nothing else could stand, and never inside a lookahead.
//  - `nested<R>` is what stands inside brackets or behind `!`: the places where rules recurse. Nothing else does.
//
// Backtracking is bounded: an alternative that fails has read at most one token before it gives way (a number before
// `..`, a word before `?`, `:` or `(`, a string before `:`), so that any text is read in linear time.
#include <tao/pegtl.hpp>

#include <cstddef>
#include <utility>

namespace norm::grammar {

using tao::pegtl::any;
using tao::pegtl::at;
using tao::pegtl::digit;
using tao::pegtl::eof;
using tao::pegtl::eolf;
using tao::pegtl::identifier;
using tao::pegtl::identifier_first;
using tao::pegtl::identifier_other;
using tao::pegtl::not_at;
using tao::pegtl::not_range;
using tao::pegtl::one;
using tao::pegtl::opt;
using tao::pegtl::plus;
using tao::pegtl::ranges;
using tao::pegtl::rep;
using tao::pegtl::rep_max;
using tao::pegtl::seq;
using tao::pegtl::sor;
using tao::pegtl::star;
using tao::pegtl::until;
using tao::pegtl::xdigit;

// ---- words and signs

/// What stands between the quotes of `text<"schema">`.
template <std::size_t N>
struct characters {
  char data[N] = {};
  constexpr characters(const char (&text)[N]) {  // NOLINT(google-explicit-constructor)
    for (std::size_t i = 0; i < N; ++i) data[i] = text[i];
  }
};

template <characters Text, class Indices>
struct text_of;
template <characters Text, std::size_t... I>
struct text_of<Text, std::index_sequence<I...>> : tao::pegtl::string<Text.data[I]...> {};
template <characters Text>
struct text : text_of<Text, std::make_index_sequence<sizeof(Text.data) - 1>> {};

struct comment : seq<one<'#'>, until<at<eolf>>> {};  // `## …` too: whose doc it is depends on what follows
struct blanks : star<sor<plus<one<' ', '\t', '\r', '\n'>>, comment>> {};
struct byte_order_mark : text<"\xEF\xBB\xBF"> {};

template <class Rule>
struct token : seq<Rule, blanks> {};

template <char C>
struct sign : token<one<C>> {};

/// What recursion goes through.
template <class Rule>
struct nested : seq<Rule> {};

/// `schema` is no part of `schema_x`, nor `null` of `null?`.
struct word_end : not_at<sor<identifier_other, one<'?'>>> {};

template <characters Text>
struct word : seq<text<Text>, word_end> {};

template <characters Text>
struct keyword : token<word<Text>> {};

// `require` before `req`: the first that matches decides.
struct reserved_word
    : seq<sor<text<"norm">, text<"module">, text<"import">, text<"extern">, text<"schema">, text<"multi">,
              text<"require">, text<"req">, text<"opt">, text<"include">, text<"keys">, text<"rest">, text<"reserved">,
              text<"check">, text<"else">, text<"true">, text<"false">, text<"null">>,
          word_end> {};

struct equals : token<seq<one<'='>, not_at<one<'=', '>'>>>> {};
struct arrow : token<text<"=>">> {};
struct dots : token<text<"..">> {};
struct separator : token<one<',', ';'>> {};  // between members, between arms; never needed

// ---- numbers

struct digits : plus<digit> {};
struct number_text
    : seq<opt<one<'-'>>, sor<one<'0'>, digits>, opt<one<'.'>, digits>, opt<one<'e', 'E'>, opt<one<'+', '-'>>, digits>,
          not_at<identifier_other>, not_at<one<'.'>, not_at<one<'.'>>>> {};
struct well_formed_number : seq<number_text> {};  // committed
struct number : seq<at<sor<digit, one<'-'>>>, well_formed_number> {};
struct integer : seq<digits, not_at<identifier_other>> {};

// ---- strings: JSON's, in plain or in curly quotes

struct high_surrogate : seq<one<'d', 'D'>, ranges<'8', '9', 'a', 'b', 'A', 'B'>, rep<2, xdigit>> {};
struct low_surrogate : seq<one<'d', 'D'>, ranges<'c', 'f', 'C', 'F'>, rep<2, xdigit>> {};
struct surrogate_pair : seq<high_surrogate, text<"\\u">, low_surrogate> {};
struct code_unit : seq<not_at<sor<high_surrogate, low_surrogate>>, rep<4, xdigit>> {};
struct unicode_escape : sor<surrogate_pair, code_unit> {};                                             // committed
struct escaped : sor<one<'"', '\\', '/', 'b', 'f', 'n', 'r', 't'>, seq<one<'u'>, unicode_escape>> {};  // committed
struct escape : seq<one<'\\'>, escaped> {};
struct string_byte : not_range<'\x00', '\x1F'> {};  // UTF-8 is the reader's business: it holds of comments too

struct closing_quote : one<'"'> {};  // committed
struct plain_string : seq<one<'"'>, star<sor<escape, seq<not_at<one<'"'>>, string_byte>>>, closing_quote> {};

struct opening_curly : text<"\xE2\x80\x9C"> {};
struct right_curly : text<"\xE2\x80\x9D"> {};
struct closing_curly : seq<right_curly> {};  // committed
struct curly_string : seq<opening_curly, star<sor<escape, seq<not_at<right_curly>, string_byte>>>, closing_curly> {};

struct string : sor<plain_string, curly_string> {};

// ---- regexes: `/…/ims`, on one line; `/` and a leading `]` mean themselves inside a class

struct regex_any : seq<not_at<one<'\n', '\r'>>, any> {};
struct regex_escape : seq<one<'\\'>, regex_any> {};
struct posix_class : seq<text<"[:">, opt<one<'^'>>, plus<ranges<'a', 'z', 'A', 'Z'>>, text<":]">> {};
struct class_item : sor<regex_escape, posix_class, seq<not_at<one<']'>>, regex_any>> {};
struct class_end : one<']'> {};  // committed: unclosed, it would be no regex, and reading on would cost a square
struct regex_class : seq<one<'['>, opt<one<'^'>>, opt<one<']'>>, star<class_item>, class_end> {};
struct regex_item : sor<regex_escape, regex_class, seq<not_at<one<'/'>>, regex_any>> {};
struct regex_body : plus<regex_item> {};                                                    // committed
struct regex_end : one<'/'> {};                                                             // committed
struct regex_flags : seq<star<one<'i', 'm', 's'>>, not_at<ranges<'a', 'z', 'A', 'Z'>>> {};  // committed
struct regex : seq<one<'/'>, regex_body, regex_end, regex_flags> {};

// ---- JSON

struct true_ : word<"true"> {};
struct false_ : word<"false"> {};
struct null : word<"null"> {};

struct array;
struct object;
struct json : token<sor<string, number, true_, false_, null, array, object>> {};

struct element : seq<json> {};  // committed
struct elements : opt<not_at<one<']'>>, element, star<sign<','>, element>> {};
struct array_end : one<']'> {};  // committed
struct array : seq<sign<'['>, nested<elements>, array_end> {};

struct object_key : token<string> {};  // committed
struct object_colon : sign<':'> {};    // committed
struct object_value : seq<json> {};    // committed
struct object_member : seq<object_key, object_colon, object_value> {};
struct object_members : opt<not_at<one<'}'>>, object_member, star<sign<','>, object_member>> {};
struct object_end : one<'}'> {};  // committed
struct object : seq<sign<'{'>, nested<object_members>, object_end> {};

// ---- names, labels, keys, paths

struct name_step : identifier {};  // committed
struct name : seq<identifier, star<one<'.'>, not_at<one<'.'>>, name_step>> {};
struct predicate_name : seq<identifier, one<'?'>> {};

struct label_name : identifier {};
struct label : token<seq<label_name, one<':'>>> {};

struct key_word : seq<identifier, opt<sor<one<'?'>, seq<one<'!'>, not_at<one<'='>>>>>> {};  // `:a!= :b` is `:a != :b`
struct key_after_colon : sor<string, key_word> {};                                          // committed
struct key : token<sor<seq<one<':'>, key_after_colon>, string>> {};

struct path_step : seq<key> {};  // committed
struct path : seq<key, star<sign<'/'>, path_step>> {};

// ---- options and annotations

// `req:a`, all in one, opens a member; it is no option of the member before it.
struct compact_member
    : seq<sor<text<"req:">, text<"opt:">, text<"reserved:">, text<"require:">, text<"check:">>, identifier_first> {};

struct option_value : seq<json> {};  // committed
struct option : seq<label, option_value> {};

struct annotation_name : token<identifier> {};  // committed
struct annotation_value : seq<json> {};         // committed
struct annotation_argument : seq<opt<label>, annotation_value> {};
struct annotation_arguments : opt<not_at<one<')'>>, annotation_argument, star<sign<','>, annotation_argument>> {};
struct annotation_end : sign<')'> {};  // committed
struct annotation : seq<sign<'@'>, annotation_name, opt<sign<'('>, annotation_arguments, annotation_end>> {};

// ---- expressions

struct conjunction;
struct unary;

struct expression_term : seq<conjunction> {};  // committed
struct expression : seq<conjunction, star<sign<'|'>, expression_term>> {};

struct conjunction_term : seq<unary> {};  // committed
struct conjunction : seq<unary, star<sign<'&'>, conjunction_term>> {};

struct negated : seq<unary> {};  // committed
struct negation : seq<sign<'!'>, nested<negated>> {};

struct group_body : seq<expression> {};  // committed
struct group_end : sign<')'> {};         // committed
struct group : seq<sign<'('>, nested<group_body>, group_end> {};

struct bound_sign : sor<text<">=">, text<"<=">, one<'>', '<'>> {};
struct bound_number : token<number> {};  // committed
struct bound : seq<token<bound_sign>, bound_number> {};

struct range_end : token<number> {};  // committed
struct range : seq<token<number>, dots, range_end> {};

struct predicate_argument : sor<range, token<regex>, json> {};  // committed
struct predicate_arguments : opt<not_at<one<')'>>, predicate_argument, star<sign<','>, predicate_argument>> {};
struct predicate_end : sign<')'> {};  // committed
struct predicate : seq<token<predicate_name>, opt<sign<'('>, predicate_arguments, predicate_end>> {};

struct literal : token<sor<string, number, true_, false_, null>> {};

struct call_end : sign<')'> {};  // committed

struct constant : seq<json> {};  // committed
struct constants : opt<not_at<one<')'>>, constant, star<sign<','>, not_at<one<')'>>, constant>, opt<sign<','>>> {};
struct constant_call_name : sor<word<"lit">, word<"enum">> {};
struct constant_call : seq<token<constant_call_name>, sign<'('>, nested<constants>, call_end> {};

struct selector;
struct edited : seq<expression> {};       // committed
struct edit_selector : seq<selector> {};  // committed
struct edit_arguments : seq<edited, opt<sign<','>, edit_selector>> {};
struct edit_name : sor<word<"selection">, word<"pick">, word<"omit">, word<"partial">, word<"required">> {};
struct edit_call : seq<token<edit_name>, sign<'('>, nested<edit_arguments>, call_end> {};

struct labelled_spec : seq<expression> {};  // committed
struct argument_spec : seq<expression> {};  // committed
struct argument : sor<seq<label, labelled_spec>, argument_spec> {};
struct arguments : opt<not_at<one<')'>>, argument, star<sign<','>, not_at<one<')'>>, argument>, opt<sign<','>>> {};
struct call_name : identifier {};
struct call : seq<not_at<reserved_word>, token<call_name>, sign<'('>, nested<arguments>, call_end> {};

struct reference_name : seq<name> {};
struct reference : seq<not_at<reserved_word>, token<reference_name>, not_at<equals>> {};  // `B =` begins a definition

struct schema;
struct multi;
struct primary : sor<group, schema, multi, bound, range, token<regex>, predicate, literal, constant_call, edit_call,
                     call, reference> {};
struct unary : sor<negation, primary> {};

// ---- selectors: `[:msg_id, data: [:user_id]]`

struct entry_label : sor<seq<token<string>, sign<':'>>, label> {};
struct entry_selector : seq<selector> {};  // committed
struct entry : sor<seq<entry_label, entry_selector>, key> {};
struct next_entry : seq<entry> {};  // committed
struct entries : opt<not_at<one<']'>>, next_entry, star<sign<','>, not_at<one<']'>>, next_entry>, opt<sign<','>>> {};
struct selector_end : sign<']'> {};  // committed
struct selector : seq<sign<'['>, nested<entries>, selector_end> {};

// ---- schemas

struct member_start : sor<one<'@'>, word<"req">, word<"opt">, word<"include">, word<"keys">, word<"rest">,
                          word<"reserved">, word<"require">, word<"check">> {};

struct member_key : seq<key> {};         // committed
struct field_spec : seq<expression> {};  // committed
struct spec_of_field : seq<sign<','>, not_at<sor<label, member_start, one<'}', ',', ';'>, eof>>, field_spec> {};
struct option_of_field : seq<sign<','>, not_at<compact_member>, option> {};
struct field_body : seq<member_key, opt<spec_of_field>, star<option_of_field>> {};
struct required_field : seq<keyword<"req">, field_body> {};
struct optional_field : seq<keyword<"opt">, field_body> {};

struct include_spec : seq<expression> {};  // committed
struct include : seq<keyword<"include">, include_spec> {};

struct keys_key : seq<expression> {};    // committed
struct keys_comma : sign<','> {};        // committed
struct keys_value : seq<expression> {};  // committed
struct keys : seq<keyword<"keys">, keys_key, keys_comma, keys_value> {};

struct rest_value : seq<expression> {};  // committed
struct rest : seq<keyword<"rest">, rest_value> {};

struct reserved : seq<keyword<"reserved">, member_key, star<sign<','>, key>> {};

struct presence_all;
struct presence_any_term : seq<presence_all> {};  // committed
struct presence : seq<presence_any_term, star<sign<'|'>, presence_any_term>> {};
struct presence_group_end : sign<')'> {};  // committed
struct presence_group : seq<sign<'('>, nested<presence>, presence_group_end> {};
struct presence_atom : sor<presence_group, key> {};
struct presence_all_term : seq<presence_atom> {};  // committed
struct presence_all : seq<presence_atom, star<sign<'&'>, presence_all_term>> {};
struct require : seq<keyword<"require">, presence> {};

struct relation : sor<text<"==">, text<"!=">, text<">=">, text<"<=">, one<'>', '<'>> {};
struct check_path : seq<path> {};            // committed
struct check_relation : token<relation> {};  // committed
struct check_at : seq<token<text<"at:">>, check_path> {};
struct check_text : token<string> {};  // committed
struct check_message : seq<token<text<"message:">>, check_text> {};
struct check_option : sor<check_at, check_message> {};  // committed
struct option_of_check : seq<sign<','>, at<label>, not_at<compact_member>, check_option> {};
struct check : seq<keyword<"check">, check_path, check_relation, check_path, star<option_of_check>> {};

struct member_shape : sor<required_field, optional_field, include, keys, rest, reserved, require, check> {};
struct annotated_member : seq<member_shape> {};  // committed
struct member : sor<seq<plus<annotation>, annotated_member>, member_shape> {};
struct members : star<member, opt<separator>> {};

struct schema_option : seq<option> {};     // committed
struct schema_options_end : sign<')'> {};  // committed
struct schema_options : seq<sign<'('>, schema_option, star<sign<','>, schema_option>, schema_options_end> {};
struct schema_start : sign<'{'> {};  // committed
struct schema_end : sign<'}'> {};    // committed
struct schema : seq<keyword<"schema">, opt<schema_options>, schema_start, nested<members>, schema_end> {};

// ---- multi

struct arm_spec : seq<expression> {};  // committed
struct arm_arrow : seq<arrow> {};      // committed
struct arm_tag : seq<json> {};         // committed
struct tagged_arm : seq<json, star<sign<'|'>, arm_tag>, arm_arrow, arm_spec> {};
struct else_arm : seq<keyword<"else">, arm_arrow, arm_spec> {};
struct arms : star<sor<else_arm, tagged_arm>, opt<separator>> {};

struct tag_start : sign<'('> {};   // committed
struct tag_path : seq<path> {};    // committed
struct tag_end : sign<')'> {};     // committed
struct arms_start : sign<'{'> {};  // committed
struct arms_end : sign<'}'> {};    // committed
struct multi : seq<keyword<"multi">, tag_start, tag_path, tag_end, arms_start, nested<arms>, arms_end> {};

// ---- the file

struct version_number : token<integer> {};  // committed
struct version : seq<keyword<"norm">, not_at<equals>, version_number> {};

struct module_name : token<name> {};  // committed
struct module_ : seq<keyword<"module">, not_at<equals>, module_name> {};

struct import_path : token<string> {};                                   // committed
struct import_alias : seq<not_at<reserved_word>, token<identifier>> {};  // committed
struct import_ : seq<keyword<"import">, not_at<equals>, import_path, opt<keyword<"as">, not_at<equals>, import_alias>> {
};

struct extern_name : token<predicate_name> {};  // committed
struct extern_arity : token<integer> {};        // committed
struct extern_arity_end : sign<')'> {};         // committed
struct extern_base : seq<expression> {};        // committed
struct extern_ : seq<keyword<"extern">, not_at<equals>, extern_name, opt<sign<'('>, extern_arity, extern_arity_end>,
                     opt<sign<':'>, extern_base>> {};

// A keyword before `=` is read as a name, so that it can be refused as one.
struct definition_name
    : seq<sor<at<token<reserved_word>, equals>, not_at<reserved_word>>, identifier, not_at<one<'?'>>> {};
struct no_parameters : not_at<one<'('>> {};   // committed: `Name(T) = …` is kept for later
struct definition_equals : seq<equals> {};    // committed
struct definition_spec : seq<expression> {};  // committed
struct named_definition : seq<token<definition_name>, no_parameters, definition_equals, definition_spec> {};
struct annotated_definition : seq<named_definition> {};  // committed
struct definition : sor<seq<plus<annotation>, annotated_definition>, named_definition> {};

struct end_of_file : eof {};  // committed
struct statements : seq<star<import_>, star<sor<extern_, definition>>, end_of_file> {};

// Where a text can be taken up again after a mistake.
struct statement_start : sor<seq<token<definition_name>, equals>, seq<keyword<"extern">, predicate_name>,
                             seq<keyword<"import">, at<string>>> {};

// A member or an arm by itself, for the lines of a schema or multi behind a mistake in it.
struct sole_member : seq<at<member_start>, member, opt<separator>> {};

struct plain_tag : token<sor<string, number, true_, false_, null>> {};
struct arm_sign : sor<text<"=>">, text<"->">, seq<one<'='>, not_at<one<'='>>>> {};
struct arm_start : seq<sor<keyword<"else">, seq<plain_tag, rep_max<8, seq<sign<'|'>, plain_tag>>>>, arm_sign> {
};  // bounded: it looks ahead
struct sole_arm : seq<at<arm_start>, sor<else_arm, tagged_arm>, opt<separator>> {};

struct file : seq<opt<byte_order_mark>, blanks, opt<version>, opt<module_>, statements> {};

// ---- one expression by itself

struct sole_expression : seq<expression> {};  // committed
struct end_of_expression : eof {};            // committed
struct expression_file : seq<opt<byte_order_mark>, blanks, sole_expression, end_of_expression> {};

}  // namespace norm::grammar
