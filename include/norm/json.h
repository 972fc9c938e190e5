#pragma once

#include <rapidjson/document.h>

#include <string_view>
#include <type_traits>

namespace norm {

/// A JSON value as the caller sees it: RapidJSON's own, so that nothing has to be converted.
///
/// Numbers: an int64 or uint64 is exact and an integer; a double is a float and stands for the shortest
/// decimal that gives it back. Bytes that go through `Decoder` keep more than that (see `norm/decode.h`).
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
