// The grammar of RFC 8259 as one loop over an explicit stack.
#include "decode/reader.h"

namespace norm::decode {
namespace {

/// One reading: the pieces below leave `fault` and return null where a byte cannot be.
template <class Handler>
struct Reading {
  const char* begin;
  const char* end;
  char* arena;
  Handler& handler;
  Fault fault = {};

  const char* fail(FaultKind kind, const char* at) {
    fault = {kind, static_cast<std::size_t>(at - begin)};
    return nullptr;
  }

  /// The string whose opening quote is at `at`, given to the handler by `take`.
  template <class Take>
  const char* string(const char* at, Take take) {
    char* const text = arena;
    const StringEnd string = scan_string<Handler::kText>(at + 1, end, text);
    if (string.fault != FaultKind::none) return fail(string.fault, string.at);
    if constexpr (Handler::kText == Text::copy) {
      arena = string.out + 1;
      take(std::string_view(text, static_cast<std::size_t>(string.out - text)));
    }
    return string.at;
  }

  /// A member name, its colon and the blanks around: up to where the value begins.
  const char* name(const char* at, FaultKind otherwise) {
    if (at == end) return fail(FaultKind::end_object, at);
    if (*at != '"') return fail(otherwise, at);
    at = string(at, [this](std::string_view text) { handler.name(text); });
    if (at == nullptr) return nullptr;
    at = skip_blanks(at, end);
    if (at == end) return fail(FaultKind::end_object, at);
    if (*at != ':') return fail(FaultKind::colon, at);
    return skip_blanks(at + 1, end);
  }

  const char* literal(const char* at, std::string_view word, FaultKind otherwise) {
    const TokenEnd token = scan_literal(at, end, word, otherwise);
    return token.fault == FaultKind::none ? token.at : fail(token.fault, token.at);
  }

  /// Anything but an array or object. `otherwise` is what to say of a byte that begins no value.
  const char* scalar(const char* at, FaultKind otherwise) {
    switch (*at) {
      case '"':
        return string(at, [this](std::string_view text) { handler.string(text); });
      case 'n':
        at = literal(at, "null", FaultKind::literal_null);
        if (at != nullptr) handler.null();
        return at;
      case 't':
        at = literal(at, "true", FaultKind::literal_true);
        if (at != nullptr) handler.boolean(true);
        return at;
      case 'f':
        at = literal(at, "false", FaultKind::literal_false);
        if (at != nullptr) handler.boolean(false);
        return at;
      case '+':
      case '.':
        return fail(FaultKind::number_start, at);
      default:
        break;
    }
    if (*at != '-' && !is_digit(*at)) return fail(otherwise, at);
    const NumberText number = scan_number(at, end);
    at += number.text.size();
    if (number.fault != FaultKind::none) return fail(number.fault, at);
    handler.number(number);
    return at;
  }

  /// Nothing but blanks may follow the value.
  Fault finish(const char* at) {
    at = skip_blanks(at, end);
    if (at != end) fail(*at == '\0' ? FaultKind::trailing_nul : FaultKind::trailing, at);
    return fault;
  }
};

}  // namespace

template <class Handler>
Fault Reader::read(std::string_view bytes, char* arena, Handler& handler) {
  if (bytes.size() > limits_.max_bytes) return {FaultKind::too_large, limits_.max_bytes};
  const char* const end = bytes.data() + bytes.size();
  Reading<Handler> reading{bytes.data(), end, arena, handler};
  const char* at = skip_blanks(bytes.data(), end);
  if (at == end) return {FaultKind::empty, bytes.size()};
  if (at == bytes.data() && bytes.starts_with("\xEF\xBB\xBF")) return {FaultKind::byte_order_mark, 0};

  std::size_t depth = 0;
  FaultKind otherwise = FaultKind::value;
  for (;;) {  // a value begins at `at`
    if (at == end) {
      reading.fail(FaultKind::end_value, at);
      return reading.fault;
    }
    if (*at == '{' || *at == '[') {
      const bool object = *at == '{';
      if (depth == limits_.max_depth) {
        reading.fail(FaultKind::too_deep, at);
        return reading.fault;
      }
      object ? handler.begin_object() : handler.begin_array();
      at = skip_blanks(at + 1, end);
      if (at != end && *at == (object ? '}' : ']')) {
        object ? handler.end_object(0) : handler.end_array(0);
        ++at;
      } else {
        frames_[depth++] = {0, object};
        otherwise = FaultKind::value_or_bracket;
        if (object) {
          otherwise = FaultKind::value_after_colon;
          at = reading.name(at, FaultKind::name_or_brace);
          if (at == nullptr) return reading.fault;
        } else if (at == end) {
          reading.fail(FaultKind::end_array, at);
          return reading.fault;
        }
        continue;
      }
    } else {
      at = reading.scalar(at, otherwise);
      if (at == nullptr) return reading.fault;
    }

    for (;;) {  // a value ended before `at`
      if (depth == 0) return reading.finish(at);
      Frame& frame = frames_[depth - 1];
      ++frame.count;
      at = skip_blanks(at, end);
      if (at == end) {
        reading.fail(frame.object ? FaultKind::end_object : FaultKind::end_array, at);
        return reading.fault;
      }
      if (*at == ',') {
        at = skip_blanks(at + 1, end);
        otherwise = FaultKind::value_after_comma;
        if (frame.object) {
          otherwise = FaultKind::value_after_colon;
          at = reading.name(at, FaultKind::name_after_comma);
          if (at == nullptr) return reading.fault;
        }
        break;
      }
      if (*at != (frame.object ? '}' : ']')) {
        reading.fail(frame.object ? FaultKind::comma_or_brace : FaultKind::comma_or_bracket, at);
        return reading.fault;
      }
      ++at;
      frame.object ? handler.end_object(frame.count) : handler.end_array(frame.count);
      --depth;
    }
  }
}

template Fault Reader::read(std::string_view, char*, Builder&);
template Fault Reader::read(std::string_view, char*, Checker&);

}  // namespace norm::decode
