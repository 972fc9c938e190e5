#pragma once

// What a front end drives: its events become a RapidJSON document, by the public interface only, and a list of the
// numbers that a double would lose.
#include <norm/json.h>

#include <cstddef>
#include <cstdint>
#include <limits>
#include <string_view>
#include <vector>

#include "decode/memory.h"
#include "decode/number.h"
#include "decode/token.h"

namespace norm::decode {

using TreeDocument = rapidjson::GenericDocument<rapidjson::UTF8<>, ReusedPool::Pool, StackAllocator>;

/// A number whose text has to be kept: its place among all numbers in document order, as its Value has no final address
/// before the document is complete.
struct LostNumber {
  std::size_t ordinal;
  std::string_view text;
};

/// Events come in document order. Strings are not copied: they lie in the front end's arena, NUL-terminated, and live
/// as long as the document.
class Builder {
 public:
  static constexpr Text kText = Text::copy;

  Builder(TreeDocument& document, std::vector<LostNumber>& lost) : document_(document), lost_(lost) {}

  void null() { document_.Null(); }
  void boolean(bool truth) { document_.Bool(truth); }
  void string(std::string_view text) { document_.String(text.data(), size_of(text), false); }
  void name(std::string_view text) { document_.Key(text.data(), size_of(text), false); }
  void begin_array() { document_.StartArray(); }
  void end_array(std::uint32_t count) { document_.EndArray(count); }
  void begin_object() { document_.StartObject(); }
  void end_object(std::uint32_t count) { document_.EndObject(count); }

  /// One of which every digit fits.
  void integer(std::int64_t value) {
    document_.Int64(value);
    advance();
  }

  void number(const NumberText& number) {
    constexpr std::uint64_t kLimit = std::uint64_t{1} << 63;  // one beyond int64
    if (number.integer && number.fits) {
      if (!number.negative && number.magnitude >= kLimit) {
        document_.Uint64(number.magnitude);
        return advance();
      }
      if (number.magnitude < kLimit) {
        const auto magnitude = static_cast<std::int64_t>(number.magnitude);
        return integer(number.negative ? -magnitude : magnitude);
      }
      if (number.magnitude == kLimit) return integer(std::numeric_limits<std::int64_t>::min());
    }
    const double value = to_double(number);
    document_.Double(value);
    // An integer beyond uint64 is kept always: a double does not say that it was written as an integer.
    if (number.integer || !gives_back(value, number.text, number.significant)) lost_.push_back({numbers_, number.text});
    advance();
  }

 private:
  static rapidjson::SizeType size_of(std::string_view text) { return static_cast<rapidjson::SizeType>(text.size()); }
  void advance() { ++numbers_; }

  TreeDocument& document_;
  std::vector<LostNumber>& lost_;
  std::size_t numbers_ = 0;
};

/// Takes the events of a text that is only checked.
struct Checker {
  static constexpr Text kText = Text::skip;

  void null() {}
  void boolean(bool) {}
  void string(std::string_view) {}
  void name(std::string_view) {}
  void number(const NumberText&) {}
  void begin_array() {}
  void end_array(std::uint32_t) {}
  void begin_object() {}
  void end_object(std::uint32_t) {}
};

}  // namespace norm::decode
