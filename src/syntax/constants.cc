// JSON constants, strings and keys out of text that the grammar has accepted.
#include <algorithm>
#include <charconv>

#include "syntax/build.h"

namespace norm::syntax {
namespace {

// RFC 3629.
void append_utf8(std::string& out, std::uint32_t point) {
  const auto byte = [&out](std::uint32_t bits) { out.push_back(static_cast<char>(bits)); };
  if (point < 0x80) {
    byte(point);
  } else if (point < 0x800) {
    byte(0xC0 | (point >> 6));
    byte(0x80 | (point & 0x3F));
  } else if (point < 0x10000) {
    byte(0xE0 | (point >> 12));
    byte(0x80 | ((point >> 6) & 0x3F));
    byte(0x80 | (point & 0x3F));
  } else {
    byte(0xF0 | (point >> 18));
    byte(0x80 | ((point >> 12) & 0x3F));
    byte(0x80 | ((point >> 6) & 0x3F));
    byte(0x80 | (point & 0x3F));
  }
}

std::uint32_t code_unit(std::string_view hex) {
  std::uint32_t unit = 0;
  std::from_chars(hex.data(), hex.data() + hex.size(), unit, 16);
  return unit;
}

/// Decodes what follows a backslash; returns how many bytes that took.
std::size_t unescape(std::string_view after, std::string& out) {
  switch (after.front()) {
    case 'b': out.push_back('\b'); return 1;
    case 'f': out.push_back('\f'); return 1;
    case 'n': out.push_back('\n'); return 1;
    case 'r': out.push_back('\r'); return 1;
    case 't': out.push_back('\t'); return 1;
    case 'u': break;
    default: out.push_back(after.front()); return 1;  // " \ /
  }
  const std::uint32_t unit = code_unit(after.substr(1, 4));
  if (unit < 0xD800 || unit > 0xDFFF) {
    append_utf8(out, unit);
    return 5;
  }
  append_utf8(out, 0x10000 + ((unit - 0xD800) << 10) + (code_unit(after.substr(7, 4)) - 0xDC00));
  return 11;
}

std::string unquoted(std::string_view quoted) {
  const std::size_t quote = quoted.front() == '"' ? 1 : 3;  // a curly one has three bytes
  std::string_view rest = quoted.substr(quote, quoted.size() - 2 * quote);
  std::string out;
  out.reserve(rest.size());
  while (!rest.empty()) {
    const std::size_t plain = std::min(rest.find('\\'), rest.size());
    out.append(rest.substr(0, plain));
    rest.remove_prefix(plain);
    if (!rest.empty()) rest.remove_prefix(1 + unescape(rest.substr(1), out));
  }
  return out;
}

}  // namespace

std::string string_of(View string) { return unquoted(string.text()); }

Constant constant_of(View json) {
  const Kind kind = json.kind();
  if (kind == Kind::string) return string_of(json);
  if (kind == Kind::number) return Number(json.text());
  if (kind == Kind::true_ || kind == Kind::false_) return kind == Kind::true_;
  if (kind == Kind::array) {
    Constant::Array items;
    for (const View item : json.children()) items.push_back(constant_of(item));
    return items;
  }
  if (kind == Kind::object) {
    Constant::Object members;
    bool name = true;  // and value, in turn
    for (const View part : json.children()) {
      if (name) {
        members.emplace_back(string_of(part), Constant());
      } else {
        members.back().second = constant_of(part);
      }
      name = !name;
    }
    return members;
  }
  return nullptr;
}

std::string key_of(View key) {
  for (const View string : key.children()) return string_of(string);
  return std::string(key.text().substr(1));
}

KeyPath path_of(View path) {
  KeyPath out;
  for (const View key : path.children()) out.push_back(key_of(key));
  return out;
}

}  // namespace norm::syntax
