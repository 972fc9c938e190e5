// Writes values for explanations. Iterative: a Json that the caller built may be nested to any depth.
#include "exec/val_text.h"

#include <norm/constant.h>

#include <vector>

#include "exec/twins.h"
#include "spec/text.h"

namespace norm::exec {
namespace {

struct Open {
  const Json* container;
  rapidjson::SizeType next = 0;
};

void append_string(std::string& out, std::string_view text) {
  if (text.size() > kLongestVal) {
    std::size_t end = kLongestVal;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
    text = text.substr(0, end);
  }
  spec::append_quoted(out, text);
}

}  // namespace

std::string number_text(const Json& number, const Document& document) {
  if (document.spans != nullptr) {
    if (const auto found = document.spans->find(&number)) {
      return std::string(document.bytes.substr(found->begin, found->end - found->begin));
    }
  }
  if (number.IsInt64()) return std::to_string(number.GetInt64());
  if (number.IsUint64()) return std::to_string(number.GetUint64());
  return Number(number.GetDouble()).text;
}

std::string val_text(const Json& value, const Document& document, const Redacted& redacted) {
  std::string out;
  std::vector<Open> open;
  // Writes a value's beginning; true where its inside is still to come.
  const auto begin = [&](const Json& at) {
    if (redacted.contains(&at)) {
      out += kRedacted;
      return false;
    }
    switch (at.GetType()) {
      case rapidjson::kNullType: out += "null"; return false;
      case rapidjson::kFalseType: out += "false"; return false;
      case rapidjson::kTrueType: out += "true"; return false;
      case rapidjson::kNumberType: out += number_text(at, document); return false;
      case rapidjson::kStringType: append_string(out, text_of(at)); return false;
      case rapidjson::kArrayType: out += '['; return true;
      case rapidjson::kObjectType: out += '{'; return true;
    }
    return false;
  };
  if (begin(value)) open.push_back({&value});
  while (!open.empty() && out.size() <= kLongestVal) {
    Open& top = open.back();
    const bool is_array = top.container->IsArray();
    const rapidjson::SizeType size = is_array ? top.container->Size() : top.container->MemberCount();
    if (top.next == size) {
      out += is_array ? ']' : '}';
      open.pop_back();
      continue;
    }
    if (top.next > 0) out += ',';
    const rapidjson::SizeType index = top.next++;
    const Json* child = nullptr;
    if (is_array) {
      child = &(*top.container)[index];
    } else {
      const auto& member = top.container->MemberBegin()[index];
      if (redacted.contains(&member.name)) {
        out += kRedacted;
      } else {
        append_string(out, text_of(member.name));
      }
      out += ':';
      child = &member.value;
    }
    if (begin(*child)) open.push_back({child});
  }
  return out;
}

}  // namespace norm::exec
