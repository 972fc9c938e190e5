#pragma once

// Why bytes are no JSON: one kind for each thing that a reader can miss, its stable code and its sentence. Only entry
// points: Fault, is_unfinished, to_malformed.
#include <norm/decode.h>

#include <cstddef>
#include <cstdint>

namespace norm::decode {

/// What a document may be. REQUIRES: made by `clamped` or within its bounds.
struct Limits {
  std::size_t max_bytes = 0;
  std::size_t max_depth = 0;
};

/// The caller's wishes within what the house can do: at most 1000 deep, as the passes over a tree rely on it, and fewer
/// bytes than RapidJSON's 32-bit sizes count.
[[nodiscard]] Limits clamped(std::size_t max_bytes, std::size_t max_depth);

enum class FaultKind : std::uint8_t {
  none,
  // the document as a whole
  empty,
  byte_order_mark,
  too_large,
  too_deep,
  trailing,
  trailing_nul,
  // structure
  value,
  value_or_bracket,
  value_after_comma,
  value_after_colon,
  name_or_brace,
  name_after_comma,
  colon,
  comma_or_bracket,
  comma_or_brace,
  literal_null,
  literal_true,
  literal_false,
  // numbers
  number_start,
  number_after_minus,
  number_leading_zero,
  number_fraction,
  number_exponent,
  // strings
  control_character,
  escape,
  escape_hex,
  lone_high_surrogate,
  lone_low_surrogate,
  utf8_continuation,
  utf8_unfinished,
  utf8_overlong,
  utf8_surrogate,
  utf8_too_large,
  // the text ends too early
  end_value,
  end_array,
  end_object,
  end_literal,
  end_number,
  end_string,
};

/// The first byte that cannot be: with every byte before it the text is a JSON document or the beginning of one.
struct Fault {
  FaultKind kind = FaultKind::none;
  std::size_t offset = 0;

  explicit operator bool() const { return kind != FaultKind::none; }
  friend bool operator==(const Fault&, const Fault&) = default;
};

/// Whether all bytes are good and more were expected.
[[nodiscard]] bool is_unfinished(const Fault& fault);

/// REQUIRES: fault.
[[nodiscard]] DecodeError::Malformed to_malformed(const Fault& fault, const Limits& limits);

}  // namespace norm::decode
