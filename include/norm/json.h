#pragma once

#include <rapidjson/document.h>

#include <string_view>
#include <type_traits>

namespace norm {

/// A JSON value as the caller sees it: RapidJSON's own, so that nothing has to be converted.
///
/// Numbers: an int64 or uint64 is exact and an integer; a double is a float and stands for the shortest
/// decimal that gives it back. Bytes that go through `Decoder` keep more than that (see `norm/decode.h`). An infinity or
/// a NaN, which only a program can put there, is a float that no bound holds of and that equals nothing.
///
/// Strings are UTF-8 with their length: a NUL inside is a character like another. Nobody checks again what a program
/// built by hand, so a string that is no UTF-8 may have any verdict on predicates that count or search characters; it
/// is never undefined behaviour. Members keep their order, a name may stand twice.
/// A value may be nested to any depth: where the schema cannot be followed any deeper it does not conform (`too_deep`),
/// and what is nested deeper than 1000 equals nothing. The library never changes a value that it is given and keeps no
/// pointer into it beyond the call.
/// Threads: several may read one value at once, as RapidJSON allows.
/// Source: RFC 8259; RapidJSON 1.1.0's `Value` in its usual configuration, which the assertions below hold the program to.
using Json = rapidjson::Value;

namespace detail {

// RapidJSON is configured by macros that change the layout of Value. A program that sets them otherwise than the
// library was built would read garbage, so the difference is a compile error here and not a crash there.
#define NORM_DETAIL_TEXT_(x) #x
#define NORM_DETAIL_TEXT(x) NORM_DETAIL_TEXT_(x)
static_assert(std::string_view(NORM_DETAIL_TEXT(RAPIDJSON_NAMESPACE)) == "rapidjson",
              "norm was built with RapidJSON in namespace rapidjson: do not define RAPIDJSON_NAMESPACE");
#undef NORM_DETAIL_TEXT
#undef NORM_DETAIL_TEXT_
#if defined(__x86_64__) || defined(__aarch64__)
static_assert(RAPIDJSON_48BITPOINTER_OPTIMIZATION == 1,
              "norm was built with RAPIDJSON_48BITPOINTER_OPTIMIZATION=1: do not define it otherwise");
#endif
static_assert(std::is_same_v<rapidjson::SizeType, unsigned>,
              "norm was built with RapidJSON's own SizeType: do not define RAPIDJSON_NO_SIZETYPEDEFINE");
static_assert(sizeof(void*) != 8 || sizeof(Json) == 16, "norm was built with a 16-byte rapidjson::Value");

}  // namespace detail
}  // namespace norm
