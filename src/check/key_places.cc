// Finds keys in text that the parser has found right.
#include "check/key_places.h"

#include <algorithm>
#include <cstddef>
#include <string_view>

namespace norm::checking {
namespace {

constexpr std::string_view kOpening = "\xE2\x80\x9C";
constexpr std::string_view kClosing = "\xE2\x80\x9D";

bool in_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

std::size_t end_of_word(std::string_view text, std::size_t at) {
  while (at < text.size() && in_word(text[at])) ++at;
  return at;
}

/// Behind the string that begins at `at`; `at` where none does.
std::size_t end_of_string(std::string_view text, std::size_t at) {
  const bool curly = text.substr(at).starts_with(kOpening);
  if (!curly && !text.substr(at).starts_with('"')) return at;
  const std::string_view quote = curly ? kClosing : std::string_view("\"");
  at += curly ? kOpening.size() : 1;
  while (at < text.size() && !text.substr(at).starts_with(quote)) at += text[at] == '\\' ? 2 : 1;
  return std::min(at + quote.size(), text.size());
}

/// Behind the key that begins at `at`; `at` where none does.
std::size_t end_of_key(std::string_view text, std::size_t at) {
  const bool colon = text[at] == ':';
  const std::size_t name = at + (colon ? 1 : 0);
  if (const std::size_t end = end_of_string(text, name); end > name) return end;
  if (!colon) return at;
  const std::size_t end = end_of_word(text, name);
  if (end == name) return at;
  const std::string_view rest = text.substr(end);
  return end + (rest.starts_with('?') || (rest.starts_with('!') && !rest.starts_with("!=")) ? 1 : 0);
}

}  // namespace

std::vector<SourceSpan> key_places(const Library* library, const SourceSpan& member) {
  std::vector<SourceSpan> out;
  if (library == nullptr || member.end == 0 || member.file >= library->files.size()) return out;
  const std::string_view text = std::string_view(library->files[member.file].text).substr(0, member.end);
  bool is_message = false;  // whether the next string is one
  // From behind the keyword on.
  for (std::size_t at = end_of_word(text, member.begin); at < text.size();) {
    if (text[at] == '#') {
      at = std::min(text.find('\n', at), text.size());
    } else if (const std::size_t end = end_of_key(text, at); end > at) {
      if (!is_message) {
        out.push_back(member);
        out.back().begin = static_cast<std::uint32_t>(at);
        out.back().end = static_cast<std::uint32_t>(end);
      }
      is_message = false;
      at = end;
    } else if (const std::size_t word_end = end_of_word(text, at); word_end > at) {
      is_message = text.substr(at, word_end - at) == "message";
      at = word_end + 1;  // these words are labels
    } else {
      ++at;
    }
  }
  return out;
}

}  // namespace norm::checking
