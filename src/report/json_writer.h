#pragma once

// JSON as reports write it: text that no terminal obeys, whatever the bytes were.
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "report/glyph.h"

namespace norm::report {

/// JSON leaves DEL, C1 controls and direction marks as they are; escaped they mean the same, and a terminal that shows
/// the output obeys none of them.
[[nodiscard]] bool needs_escape(const Glyph& glyph);
void append_escape(std::string& out, char32_t code_point);

/// A byte that is no UTF-8 (schema text may be anything) becomes U+FFFD, so that the output is JSON always.
void append_quoted(std::string& out, std::string_view text);
/// How many bytes from `at` on are characters that stand in a JSON text as they are, most texts' most: ASCII only.
[[nodiscard]] std::size_t plain_run(std::string_view text, std::size_t at);

/// One object inside a text that is being written.
class ObjectWriter {
 public:
  explicit ObjectWriter(std::string& out) : out_(out) { out_ += '{'; }

  /// The text, to which the member's value is to be appended.
  std::string& name(std::string_view name) {
    if (!first_) out_ += ',';
    first_ = false;
    append_quoted(out_, name);
    out_ += ':';
    return out_;
  }
  void text(std::string_view name, std::string_view value) { append_quoted(this->name(name), value); }
  void number(std::string_view name, std::size_t value) { this->name(name) += std::to_string(value); }
  /// An array: `append(std::string& out, const T& value)` writes one.
  template <class T, class Append>
  void list(std::string_view name, const std::vector<T>& values, Append append) {
    this->name(name) += '[';
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (i > 0) out_ += ',';
      append(out_, values[i]);
    }
    out_ += ']';
  }
  void texts(std::string_view name, const std::vector<std::string>& values) { list(name, values, append_quoted); }
  void end() { out_ += '}'; }

 private:
  std::string& out_;
  bool first_ = true;
};

}  // namespace norm::report
