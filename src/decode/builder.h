#pragma once

// What a front end drives: its events become a RapidJSON document, by the public interface only, and a list of the
// numbers that a double would lose.
#include <norm/json.h>

#include <cstddef>
#include <cstdint>
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

  void integer(std::int64_t value) {
    document_.Int64(value);
    ++numbers_;
  }
  void unsigned_integer(std::uint64_t value) {
    document_.Uint64(value);
    ++numbers_;
  }
  void real(double value) {
    document_.Double(value);
    ++numbers_;
  }
  void number(const NumberText& number) {
    const std::size_t ordinal = numbers_;
    const std::string_view lost = tell_number<Kept::lost>(number, *this);
    if (!lost.empty()) lost_.push_back({ordinal, lost});
  }

 private:
  static rapidjson::SizeType size_of(std::string_view text) { return static_cast<rapidjson::SizeType>(text.size()); }

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
