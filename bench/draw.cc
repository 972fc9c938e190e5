// Draws texts.
#include "draw.h"

#include <fmt/format.h>

#include <array>
#include <string_view>

namespace norm::bench {

std::string Draw::uuid() {
  const std::string_view digits = percent(50) ? "0123456789abcdef" : "0123456789ABCDEF";
  std::string text;
  for (const char c : std::string_view("xxxxxxxx-xxxx-4xxx-vxxx-xxxxxxxxxxxx")) {
    text += c == 'x' ? digits[below(16)] : c == 'v' ? digits[8 + below(4)] : c;
  }
  return text;
}

std::string Draw::date_time() {
  std::string text = fmt::format("20{:02}-{:02}-{:02}T{:02}:{:02}:{:02}", between(10, 29), between(1, 12),
                                 between(1, 28), below(24), below(60), below(60));
  if (percent(60)) text += fmt::format(".{:03}", below(1000));
  text += percent(70) ? std::string("Z") : fmt::format("+{:02}:{:02}", below(13), below(2) * 30);
  return text;
}

std::string Draw::url(std::size_t length) {
  std::string text = "https://api.example.com/repos";
  while (text.size() < length) {
    text += '/';
    for (std::size_t letters = between(3, 12); letters > 0; --letters) text += static_cast<char>('a' + below(26));
  }
  return text;
}

std::string Draw::prose(std::size_t length) {
  static constexpr std::array<std::string_view, 6> kRare = {"\\\"", "\\n", "\\u00e9", "é", "…", "😀"};
  std::string text;
  while (text.size() < length) {
    if (!text.empty()) text += ' ';
    for (std::size_t letters = between(1, 9); letters > 0; --letters) text += static_cast<char>('a' + below(26));
  }
  text.resize(length);
  if (length > 0 && percent(15)) text.insert(below(length), kRare[below(kRare.size())]);
  return text;
}

}  // namespace norm::bench
