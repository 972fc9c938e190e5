#pragma once

// Random valid JSON texts from a seed: blanks, escapes, every kind of number, duplicate names, bounded depth.
#include <fmt/format.h>

#include <cstdint>
#include <random>
#include <string>
#include <string_view>

namespace norm::decode::testing {

class RandomJson {
 public:
  explicit RandomJson(std::uint64_t seed) : random_(seed) {}

  std::string text() {
    std::string out;
    blanks(out);
    value(out, 0);
    blanks(out);
    return out;
  }

 private:
  std::uint32_t below(std::uint32_t bound) { return static_cast<std::uint32_t>(random_() % bound); }

  void blanks(std::string& out) {
    static constexpr std::string_view kBlanks = " \t\n\r";
    for (std::uint32_t n = below(8) == 0 ? below(4) : 0; n > 0; --n) out += kBlanks[below(4)];
  }

  void value(std::string& out, int depth) {
    switch (below(depth < 6 ? 9 : 6)) {
      case 0:
        out += "null";
        return;
      case 1:
        out += "true";
        return;
      case 2:
        out += "false";
        return;
      case 3:
        return string(out);
      case 4:
      case 5:
        return number(out);
      case 6:
        return array(out, depth);
      default:
        return object(out, depth);
    }
  }

  void array(std::string& out, int depth) {
    out += '[';
    blanks(out);
    for (std::uint32_t i = 0, size = below(7); i < size; ++i) {
      if (i > 0) separator(out, ',');
      value(out, depth + 1);
      blanks(out);
    }
    out += ']';
  }

  void object(std::string& out, int depth) {
    out += '{';
    blanks(out);
    for (std::uint32_t i = 0, size = below(7); i < size; ++i) {
      if (i > 0) separator(out, ',');
      if (below(4) == 0) {
        out += "\"same\"";
      } else {
        string(out);
      }
      blanks(out);
      separator(out, ':');
      value(out, depth + 1);
      blanks(out);
    }
    out += '}';
  }

  void separator(std::string& out, char c) {
    blanks(out);
    out += c;
    blanks(out);
  }

  void string(std::string& out) {
    static constexpr std::string_view kPieces[] = {
        "\\\"",        "\\\\",           "\\/",     "\\b",     "\\n",
        "\\u0041",     "\\u00e9",        "\\uFFFF", "é",       "漢字",
        "🙂",        "\\ud83D\\uDe42", "\x7F",    "\\u0000", "\xF4\x8F\xBF\xBF",
        "\xEF\xBF\xBE"};
    out += '"';
    for (std::uint32_t n = below(6); n > 0; --n) {
      if (below(3) == 0) {
        out += kPieces[below(std::size(kPieces))];
      } else {
        for (std::uint32_t k = below(20); k > 0; --k) out += static_cast<char>('A' + below(26));
      }
    }
    out += '"';
  }

  void digits(std::string& out, std::uint32_t size) {
    for (; size > 0; --size) out += static_cast<char>('0' + below(10));
  }

  void number(std::string& out) {
    if (below(3) == 0) out += '-';
    if (below(4) == 0) {
      out += '0';
    } else {
      out += static_cast<char>('1' + below(9));
      digits(out, below(3) == 0 ? below(25) : below(5));
    }
    if (below(3) == 0) {
      out += '.';
      digits(out, 1 + (below(3) == 0 ? below(25) : below(5)));
    }
    if (below(4) == 0) {
      out += below(2) == 0 ? 'e' : 'E';
      if (below(2) == 0) out += below(2) == 0 ? '+' : '-';
      digits(out, 1 + below(2));
    }
  }

  std::mt19937_64 random_;
};

}  // namespace norm::decode::testing
