#pragma once

// Colour as ANSI escapes around finished text, or none.
#include <norm/report.h>

#include <string>
#include <string_view>

namespace norm::report {

class Paint {
 public:
  explicit Paint(Colour colour) : on_(colour == Colour::on) {}

  [[nodiscard]] std::string strong(std::string_view text) const { return in("1", text); }
  [[nodiscard]] std::string error(std::string_view text) const { return in("1;31", text); }
  [[nodiscard]] std::string warning(std::string_view text) const { return in("1;35", text); }
  [[nodiscard]] std::string note(std::string_view text) const { return in("36", text); }
  [[nodiscard]] std::string hint(std::string_view text) const { return in("32", text); }

 private:
  [[nodiscard]] std::string in(std::string_view code, std::string_view text) const {
    if (!on_ || text.empty()) return std::string(text);
    return "\x1B[" + std::string(code) + 'm' + std::string(text) + "\x1B[0m";
  }

  bool on_;
};

}  // namespace norm::report
