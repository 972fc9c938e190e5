// Numbers and constants of schema text: made from C++ and RapidJSON values, printed as canonical text.
#include <norm/constant.h>

#include <algorithm>
#include <charconv>
#include <cmath>

#include "spec/text.h"

namespace norm {

std::string Number::shortest(double value) {
  // Left to itself, to_chars writes large doubles out in full, with digits that are not the shortest.
  constexpr double kWrittenInFull = 1e15;
  char buffer[32];
  char* const limit = buffer + sizeof buffer;
  const auto end = std::abs(value) < kWrittenInFull
                       ? std::to_chars(buffer, limit, value).ptr
                       : std::to_chars(buffer, limit, value, std::chars_format::scientific).ptr;
  std::string text(buffer, end);
  // 1e+22 is how to_chars spells it; JSON takes that. An infinity or NaN stays a word, which `compile` refuses.
  if (std::isfinite(value) && text.find_first_of(".e") == std::string::npos) text += ".0";
  return text;
}

Constant Constant::from(const Json& json) {
  switch (json.GetType()) {
    case rapidjson::kNullType: return nullptr;
    case rapidjson::kFalseType: return false;
    case rapidjson::kTrueType: return true;
    case rapidjson::kStringType: return std::string_view(json.GetString(), json.GetStringLength());
    case rapidjson::kNumberType:
      if (json.IsInt64()) return json.GetInt64();
      if (json.IsUint64()) return json.GetUint64();
      return json.GetDouble();
    case rapidjson::kArrayType: {
      Array items;
      items.reserve(json.Size());
      for (const Json& item : json.GetArray()) items.push_back(from(item));
      return items;
    }
    case rapidjson::kObjectType: {
      Object members;
      members.reserve(json.MemberCount());
      for (const auto& member : json.GetObject()) {
        members.emplace_back(std::string(member.name.GetString(), member.name.GetStringLength()), from(member.value));
      }
      return members;
    }
  }
  return nullptr;
}

namespace {

struct Printer {
  std::string& out;

  void operator()(std::nullptr_t) { out += "null"; }
  void operator()(bool truth) { out += truth ? "true" : "false"; }
  void operator()(const Number& number) { out += number.text; }
  void operator()(const std::string& text) { spec::append_quoted(out, text); }
  void operator()(const Constant::Array& items) {
    out += '[';
    bool first = true;
    for (const Constant& item : items) {
      if (!std::exchange(first, false)) out += ", ";
      std::visit(*this, item.value);
    }
    out += ']';
  }
  void operator()(const Constant::Object& members) {
    out += '{';
    bool first = true;
    for (const auto& [name, value] : members) {
      if (!std::exchange(first, false)) out += ", ";
      spec::append_quoted(out, name);
      out += ':';
      std::visit(*this, value.value);
    }
    out += '}';
  }
};

}  // namespace

std::string print(const Constant& constant) {
  std::string out;
  std::visit(Printer{out}, constant.value);
  return out;
}

namespace spec {
namespace {

constexpr auto is_escaped = [](char c) { return c == '"' || c == '\\' || static_cast<unsigned char>(c) < 0x20; };

}  // namespace

void append_quoted(std::string& out, std::string_view text) {
  constexpr char kHex[] = "0123456789abcdef";
  out += '"';
  while (!text.empty()) {
    const auto plain = std::find_if(text.begin(), text.end(), is_escaped);
    out.append(text.begin(), plain);
    text.remove_prefix(static_cast<std::size_t>(plain - text.begin()));
    if (text.empty()) break;
    const char c = text.front();
    text.remove_prefix(1);
    switch (c) {
      case '"': out += "\\\""; continue;
      case '\\': out += "\\\\"; continue;
      case '\b': out += "\\b"; continue;
      case '\f': out += "\\f"; continue;
      case '\n': out += "\\n"; continue;
      case '\r': out += "\\r"; continue;
      case '\t': out += "\\t"; continue;
    }
    out += "\\u00";
    out += kHex[static_cast<unsigned char>(c) >> 4];
    out += kHex[static_cast<unsigned char>(c) & 15];
  }
  out += '"';
}

bool is_word(std::string_view key) {
  if (!key.empty() && (key.back() == '?' || key.back() == '!')) key.remove_suffix(1);
  if (key.empty() || (key.front() >= '0' && key.front() <= '9')) return false;
  for (const char c : key) {
    const bool word = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
    if (!word) return false;
  }
  return true;
}

}  // namespace spec
}  // namespace norm
