// Reads tokens by their offsets. Whatever is wrong ends in `false`: the scalar reader then reads the text once more.
#include "decode/indexed_reader.h"

#include <cstring>
#include <span>

namespace norm::decode {
namespace {

const char* find_backslash(const char* from, const char* to) {
  const void* const found = std::memchr(from, '\\', static_cast<std::size_t>(to - from));
  return found != nullptr ? static_cast<const char*>(found) : to;
}

/// Decodes the string from `begin` to `close`, whose first backslash is known. It never outgrows its text. Null: an
/// escape is wrong.
[[gnu::noinline]] char* unescape(const char* begin, const char* backslash, const char* close, char* out) {
  for (const char* at = begin;;) {
    std::memmove(out, at, static_cast<std::size_t>(backslash - at));  // where `out` is in a copy of the text
    out += backslash - at;
    if (backslash == close) break;
    const StringEnd escape = scan_escape(backslash, close, out);
    if (escape.fault != FaultKind::none) return nullptr;
    at = escape.at;
    out = escape.out;
    backslash = find_backslash(at, close);
  }
  *out = '\0';
  return out;
}

/// The rare numbers: with a point, an exponent, more digits than a loop can add up unseen, or not well formed.
[[gnu::noinline]] NumberText scan_long_number(const char* at, const char* end) { return scan_number(at, end); }

/// One reading. The last token is a closing bracket, so that behind every other token there is one more, and behind
/// every string, number and literal at least one byte: no piece below has to ask for the end.
template <Strings kStrings>
struct Reading {
  Reading(std::string_view bytes, std::span<const std::uint32_t> tokens, char* to, Builder& builder)
      : text(bytes.data()),
        end(bytes.data() + bytes.size()),
        next(tokens.data()),
        arena(to),
        backslash(find_backslash(text, end)),
        handler(builder) {
    if constexpr (kStrings == Strings::terminated) std::memcpy(arena, text, bytes.size());
  }

  const char* take() { return text + *next++; }
  [[nodiscard]] char peek() const { return text[*next]; }

  /// The first stage has left nothing but blanks between a token and the next, if the token ends where it should.
  [[nodiscard]] bool ends_token(const char* at) const { return at == text + *next || is_blank(*at); }

  /// The string whose opening quote is at `at`, given to the handler by `give`.
  template <class Give>
  bool string(const char* at, Give give) {
    const char* const begin = at + 1;
    const char* close = text + *next - 1;
    while (*close != '"') --close;  // over blanks only
    char* const copy = arena + (begin - text);
    if (backslash < close) [[unlikely]] {
      if (backslash < begin) return false;  // it stands outside of strings
      const char* const decoded = unescape(begin, backslash, close, copy);
      if (decoded == nullptr) return false;
      backslash = find_backslash(close, end);
      give(std::string_view(copy, static_cast<std::size_t>(decoded - copy)));
      return true;
    }
    const auto size = static_cast<std::size_t>(close - begin);
    if constexpr (kStrings == Strings::terminated) {
      copy[size] = '\0';
      give(std::string_view(copy, size));
    } else {
      give(std::string_view(begin, size));
    }
    return true;
  }

  /// A member's name and the colon: the next token is the value.
  bool name() {
    const char* const at = take();
    return *at == '"' && string(at, [this](std::string_view name) { handler.name(name); }) && *take() == ':';
  }

  [[nodiscard]] bool literal(const char* at, std::string_view word) const {
    return text + *next - at >= static_cast<std::ptrdiff_t>(word.size()) &&
           std::memcmp(at, word.data(), word.size()) == 0 && ends_token(at + word.size());
  }

  bool number(const char* at) {
    constexpr std::ptrdiff_t kAlwaysFit = 18;
    const bool negative = *at == '-';
    const char* const digits = at + (negative ? 1 : 0);
    const char* to = digits;
    std::uint64_t magnitude = 0;
    for (; is_digit(*to); ++to) magnitude = magnitude * 10 + static_cast<std::uint64_t>(*to - '0');
    const std::ptrdiff_t size = to - digits;
    const bool well_formed = *digits == '0' ? size == 1 : size > 0;
    if (well_formed && size <= kAlwaysFit && ends_token(to)) {
      const auto value = static_cast<std::int64_t>(magnitude);
      handler.integer(negative ? -value : value);
      return true;
    }
    const NumberText number = scan_long_number(at, end);
    if (number.fault != FaultKind::none || !ends_token(number.text.data() + number.text.size())) return false;
    handler.number(number);
    return true;
  }

  bool scalar(const char* at) {
    switch (*at) {
      case '"': return string(at, [this](std::string_view string) { handler.string(string); });
      case 'n':
        if (!literal(at, "null")) return false;
        handler.null();
        return true;
      case 't':
        if (!literal(at, "true")) return false;
        handler.boolean(true);
        return true;
      case 'f':
        if (!literal(at, "false")) return false;
        handler.boolean(false);
        return true;
      default: return (*at == '-' || is_digit(*at)) && number(at);
    }
  }

  const char* const text;
  const char* const end;
  const std::uint32_t* next;
  char* const arena;
  const char* backslash;  // the first that no string has used
  Builder& handler;
};

}  // namespace

// All in one function, so that what a reading knows stays in registers: a fifth of the time.
template <Strings kStrings>
[[gnu::flatten]] bool IndexedReader::read(std::string_view bytes, char* arena, Builder& handler) {
  const std::span<const std::uint32_t> tokens = index_.find(bytes);
  if (tokens.empty()) return false;
  const char last = bytes[tokens.back()];
  if (last != '}' && last != ']') return false;  // a scalar, or unfinished
  const std::uint32_t* const behind = tokens.data() + tokens.size();
  Reading<kStrings> reading(bytes, tokens, arena, handler);

  std::size_t depth = 0;
  Frame frame{0, false};  // the innermost; the ones around it are in frames_
  for (;;) {              // the next token begins a value
    const char* const at = reading.take();
    if (*at == '{' || *at == '[') {
      const bool object = *at == '{';
      if (depth == limits_.max_depth) return false;
      object ? handler.begin_object() : handler.begin_array();
      if (reading.peek() != (object ? '}' : ']')) {
        frames_[depth++] = frame;
        frame = {0, object};
        if (object && !reading.name()) return false;
        continue;
      }
      ++reading.next;
      object ? handler.end_object(0) : handler.end_array(0);
    } else if (depth == 0 || !reading.scalar(at)) {
      return false;
    }

    for (;;) {  // a value has ended
      if (depth == 0) return reading.next == behind;
      if (reading.next == behind) return false;
      ++frame.count;
      const char c = *reading.take();
      if (c == ',') {
        if (frame.object && !reading.name()) return false;
        break;
      }
      if (c != (frame.object ? '}' : ']')) return false;
      frame.object ? handler.end_object(frame.count) : handler.end_array(frame.count);
      frame = frames_[--depth];
    }
  }
}

template bool IndexedReader::read<Strings::terminated>(std::string_view, char*, Builder&);
template bool IndexedReader::read<Strings::in_place>(std::string_view, char*, Builder&);

}  // namespace norm::decode
