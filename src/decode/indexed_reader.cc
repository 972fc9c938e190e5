// Reads tokens by their offsets. Whatever is wrong ends in `false`: the scalar reader then reads the text once more.
#include "decode/indexed_reader.h"

#include "decode/token_reading.h"

namespace norm::decode {
namespace {

/// One reading: tokens are taken one after the other, their values given to the builder.
template <Strings kStrings>
struct Reading : TokenReading<kStrings> {
  Reading(std::string_view bytes, Tokens tokens, char* to, Builder& builder)
      : TokenReading<kStrings>(bytes, tokens, to), next(tokens.begin), handler(builder) {}

  char take() { return this->text[*next++]; }
  [[nodiscard]] char peek() const { return this->text[*next]; }

  /// A member's name and the colon: the next token is the value.
  bool name() {
    if (take() != '"') return false;
    const auto name = this->string(next);
    if (!name) return false;
    handler.name(*name);
    return take() == ':';
  }

  /// The value that begins with `c`, which was taken.
  bool scalar(char c) {
    switch (c) {
      case '"': {
        const auto string = this->string(next);
        if (string) handler.string(*string);
        return string.has_value();
      }
      case 'n':
        if (!this->literal(next, "null")) return false;
        handler.null();
        return true;
      case 't':
        if (!this->literal(next, "true")) return false;
        handler.boolean(true);
        return true;
      case 'f':
        if (!this->literal(next, "false")) return false;
        handler.boolean(false);
        return true;
      default: return (c == '-' || is_digit(c)) && this->number(next, handler);
    }
  }

  Token next;
  Builder& handler;
};

}  // namespace

// All in one function, so that what a reading knows stays in registers: a fifth of the time.
template <Strings kStrings>
[[gnu::flatten]] bool IndexedReader::read(std::string_view bytes, char* arena, Builder& handler) {
  const Tokens tokens = index_.find(bytes);
  if (tokens.count == 0) return false;
  const char last = bytes[tokens.end()[-1]];
  if (last != '}' && last != ']') return false;  // a scalar, or unfinished
  Reading<kStrings> reading(bytes, tokens, arena, handler);

  std::size_t depth = 0;
  Frame frame{0, false};  // the innermost; the ones around it are in frames_
  for (;;) {              // the next token begins a value
    const char first = reading.take();
    if (first == '{' || first == '[') {
      const bool object = first == '{';
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
    } else if (depth == 0 || !reading.scalar(first)) {
      return false;
    }

    for (;;) {  // a value has ended
      if (depth == 0) return reading.next == reading.behind;
      if (reading.next == reading.behind) return false;
      ++frame.count;
      const char c = reading.take();
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
