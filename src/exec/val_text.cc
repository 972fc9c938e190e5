// Writes values for explanations. Iterative: a Json that the caller built may be nested to any depth.
#include "exec/val_text.h"

#include <norm/constant.h>

#include <algorithm>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "exec/lockstep.h"
#include "exec/twins.h"
#include "exec/walk.h"
#include "spec/text.h"

namespace norm::exec {
namespace {

/// The bytes of the value that is written, followed for the digits of its numbers. Without a text it says nothing.
class Source {
 public:
  Source(const Json& value, const Document& document) : bytes_(document.bytes) {
    if (document.spans != nullptr) span_ = document.spans->find(&value);
    if (span_) lockstep_ = Lockstep(bytes_, span_->begin);
  }

  /// At least as many bytes as the value takes without blanks.
  [[nodiscard]] std::size_t size() const { return span_ ? span_->end - span_->begin : 0; }

  void enter(const Json&) {
    if (span_) lockstep_.open();
  }
  void leave(const Json&) {
    if (span_) lockstep_.close();
  }
  void name(const Json& name) { scalar(name); }
  void scalar(const Json& value) { static_cast<void>(next(value)); }
  /// The scalar's bytes.
  std::string_view next(const Json& value) {
    if (!span_) return {};
    const ByteSpan token = lockstep_.token(value);
    return bytes_.substr(token.begin, token.end - token.begin);
  }

 private:
  std::string_view bytes_;
  std::optional<ByteSpan> span_;
  Lockstep lockstep_{{}};
};

class Writer {
 public:
  Writer(const Json& value, const Document& document, const Redacted& redacted)
      : redacted_(redacted), source_(value, document) {
    out_.reserve(std::min(source_.size(), kLongestVal));
    begin(value);
    while (!open_.stack.empty() && out_.size() <= kLongestVal) go_on();
  }

  std::string take() { return std::move(out_); }

 private:
  [[nodiscard]] bool is_redacted(const Json& value) const { return !redacted_.empty() && redacted_.contains(&value); }

  // A scalar, or a container's bracket: its inside is still to come.
  void begin(const Json& value) {
    if (is_redacted(value)) {
      out_ += kRedacted;
      Frames<4> frames;
      walk(value, frames.stack, source_);
    } else if (value.IsArray() || value.IsObject()) {
      source_.enter(value);
      out_ += value.IsArray() ? '[' : '{';
      open_.stack.push_back({&value, 0});
    } else {
      scalar(value, source_.next(value));
    }
  }

  void scalar(const Json& value, std::string_view text) {
    if (value.IsString()) {
      string(text_of(value), text);
    } else if (!value.IsNumber()) {
      out_ += value.IsNull() ? "null" : value.IsTrue() ? "true" : "false";
    } else if (!text.empty()) {
      out_ += text;
    } else if (value.IsInt64()) {
      out_ += std::to_string(value.GetInt64());
    } else if (value.IsUint64()) {
      out_ += std::to_string(value.GetUint64());
    } else {
      out_ += Number(value.GetDouble()).text;
    }
  }

  // `written` as in the bytes: with its quotes and nothing more it has no escape, and needs none.
  void string(std::string_view text, std::string_view written) {
    if (written.size() == text.size() + 2 && text.size() <= kLongestVal) {
      out_ += written;
      return;
    }
    if (text.size() > kLongestVal) {
      std::size_t end = kLongestVal;
      while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
      text = text.substr(0, end);
    }
    spec::append_quoted(out_, text);
  }

  // The next element or member of the innermost container, or its end.
  void go_on() {
    WalkFrame& top = open_.stack.back();
    const Json& container = *top.container;
    const bool is_array = container.IsArray();
    if (top.next == (is_array ? container.Size() : container.MemberCount())) {
      source_.leave(container);
      out_ += is_array ? ']' : '}';
      open_.stack.pop_back();
      return;
    }
    if (top.next > 0) out_ += ',';
    const rapidjson::SizeType index = top.next++;
    if (is_array) return begin(container[index]);
    const auto& member = container.MemberBegin()[index];
    const std::string_view written = source_.next(member.name);
    if (is_redacted(member.name)) {
      out_ += kRedacted;
    } else {
      string(text_of(member.name), written);
    }
    out_ += ':';
    begin(member.value);
  }

  const Redacted& redacted_;
  Source source_;
  std::string out_;
  Frames<16> open_;
};

}  // namespace

std::string val_text(const Json& value, const Document& document, const Redacted& redacted) {
  return Writer(value, document, redacted).take();
}

}  // namespace norm::exec
