// Parses JSON into the judge's tree, compares values and numbers by writing them out.
#include "support/judge_json.h"

#include <algorithm>
#include <cassert>
#include <charconv>
#include <cstddef>
#include <cstdint>

namespace norm::judge {
namespace {

class Parser {
 public:
  explicit Parser(std::string_view text) : text_(text) {}

  std::optional<Value> document() {
    std::optional<Value> value = read();
    blanks();
    if (at_ != text_.size()) return std::nullopt;
    return value;
  }

 private:
  void blanks() {
    while (at_ < text_.size() && std::string_view(" \t\r\n").find(text_[at_]) != std::string_view::npos) ++at_;
  }
  bool take(std::string_view word) {
    if (text_.substr(at_, word.size()) != word) return false;
    at_ += word.size();
    return true;
  }
  bool token(std::string_view word) {
    blanks();
    return take(word);
  }

  std::optional<Value> read() {
    blanks();
    Value value;
    if (take("null")) return value;
    if (take("true") || take("false")) {
      value.kind = Value::Kind::boolean;
      value.truth = text_[at_ - 2] == 'u';
      return value;
    }
    if (take("\"")) {
      value.kind = Value::Kind::string;
      if (!string(value.text)) return std::nullopt;
      return value;
    }
    if (take("[")) return array();
    if (take("{")) return object();
    return number();
  }

  std::optional<Value> array() {
    Value value;
    value.kind = Value::Kind::array;
    if (token("]")) return value;
    do {
      std::optional<Value> item = read();
      if (!item) return std::nullopt;
      value.items.push_back(std::move(*item));
    } while (token(","));
    if (!token("]")) return std::nullopt;
    return value;
  }

  std::optional<Value> object() {
    Value value;
    value.kind = Value::Kind::object;
    if (token("}")) return value;
    do {
      std::string name;
      if (!token("\"") || !string(name) || !token(":")) return std::nullopt;
      std::optional<Value> item = read();
      if (!item) return std::nullopt;
      value.members.push_back({std::move(name), std::move(*item)});
    } while (token(","));
    if (!token("}")) return std::nullopt;
    return value;
  }

  std::optional<Value> number() {
    const std::size_t begin = at_;
    while (at_ < text_.size() && std::string_view("+-.eE0123456789").find(text_[at_]) != std::string_view::npos) ++at_;
    if (begin == at_) return std::nullopt;
    Value value;
    value.kind = Value::Kind::number;
    value.text = std::string(text_.substr(begin, at_ - begin));
    return value;
  }

  bool string(std::string& out) {
    while (at_ < text_.size()) {
      const char c = text_[at_++];
      if (c == '"') return true;
      if (c != '\\') {
        out += c;
        continue;
      }
      if (at_ == text_.size()) return false;
      const char escaped = text_[at_++];
      static constexpr std::string_view kLetters = "\"\\/bfnrt";
      static constexpr std::string_view kMeanings = "\"\\/\b\f\n\r\t";
      if (const std::size_t i = kLetters.find(escaped); i != std::string_view::npos) {
        out += kMeanings[i];
      } else if (escaped == 'u') {
        std::uint32_t point = 0;
        if (!hex(point)) return false;
        if (point >= 0xD800 && point < 0xDC00) {
          std::uint32_t low = 0;
          if (!take("\\u") || !hex(low)) return false;
          point = 0x10000 + ((point - 0xD800) << 10) + (low - 0xDC00);
        }
        append_utf8(out, point);
      } else {
        return false;
      }
    }
    return false;
  }
  bool hex(std::uint32_t& out) {
    const std::string_view digits = text_.substr(at_, 4);
    at_ += digits.size();
    return digits.size() == 4 && std::from_chars(digits.data(), digits.data() + 4, out, 16).ptr == digits.data() + 4;
  }
  static void append_utf8(std::string& out, std::uint32_t point) {
    const auto add = [&](std::uint32_t byte) { out += static_cast<char>(byte); };
    if (point < 0x80) return add(point);
    if (point < 0x800) {
      add(0xC0 | point >> 6);
    } else {
      if (point < 0x10000) {
        add(0xE0 | point >> 12);
      } else {
        add(0xF0 | point >> 18);
        add(0x80 | (point >> 12 & 0x3F));
      }
      add(0x80 | (point >> 6 & 0x3F));
    }
    add(0x80 | (point & 0x3F));
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

/// digits * 10^exponent; zero has no digits and no sign.
struct Written {
  bool negative = false;
  std::string digits;
  long exponent = 0;
};

Written written(std::string_view text) {
  Written number;
  if (text.front() == '-') {
    number.negative = true;
    text.remove_prefix(1);
  }
  if (const std::size_t e = text.find_first_of("eE"); e != std::string_view::npos) {
    std::string_view exponent = text.substr(e + 1);
    if (exponent.front() == '+') exponent.remove_prefix(1);
    std::from_chars(exponent.data(), exponent.data() + exponent.size(), number.exponent);
    assert(number.exponent > -5000 && number.exponent < 5000);
    text = text.substr(0, e);
  }
  if (const std::size_t point = text.find('.'); point != std::string_view::npos) {
    number.digits = std::string(text.substr(0, point)) + std::string(text.substr(point + 1));
    number.exponent -= static_cast<long>(text.size() - point - 1);
  } else {
    number.digits = std::string(text);
  }
  number.digits.erase(0, std::min(number.digits.find_first_not_of('0'), number.digits.size()));
  if (number.digits.empty()) number = {};
  return number;
}

/// Gives both the smaller exponent by adding zeros.
void align(Written& a, Written& b) {
  const long exponent = std::min(a.exponent, b.exponent);
  for (Written* number : {&a, &b}) {
    if (!number->digits.empty()) number->digits.append(static_cast<std::size_t>(number->exponent - exponent), '0');
    number->exponent = exponent;
  }
}

int compare_digits(const std::string& a, const std::string& b) {
  if (a.size() != b.size()) return a.size() < b.size() ? -1 : 1;
  return a.compare(b);
}

/// a - b by hand. REQUIRES: a >= b, neither with leading zeros.
std::string minus(std::string a, const std::string& b) {
  int borrow = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    char& digit = a[a.size() - 1 - i];
    int difference = digit - '0' - borrow - (i < b.size() ? b[b.size() - 1 - i] - '0' : 0);
    borrow = difference < 0 ? 1 : 0;
    difference += borrow * 10;
    digit = static_cast<char>('0' + difference);
  }
  a.erase(0, std::min(a.find_first_not_of('0'), a.size()));
  return a;
}

}  // namespace

Value string_value(std::string text) {
  Value value;
  value.kind = Value::Kind::string;
  value.text = std::move(text);
  return value;
}

Value value_of(const Constant& constant) {
  std::optional<Value> value = parse(print(constant));
  assert(value);
  return std::move(*value);
}

std::optional<Value> parse(std::string_view text) { return Parser(text).document(); }

const Value* member(const Value& object, const std::string& name) {
  for (const auto& [key, value] : object.members) {
    if (key == name) return &value;
  }
  return nullptr;
}

std::size_t occurrences(const Value& object, const std::string& name) {
  std::size_t count = 0;
  for (const auto& entry : object.members) count += entry.key == name ? 1 : 0;
  return count;
}

bool equal(const Value& a, const Value& b) {
  if (a.kind != b.kind) return false;
  switch (a.kind) {
    case Value::Kind::null: return true;
    case Value::Kind::boolean: return a.truth == b.truth;
    case Value::Kind::number: return compare_numbers(a.text, b.text) == 0;
    case Value::Kind::string: return a.text == b.text;
    case Value::Kind::array:
      if (a.items.size() != b.items.size()) return false;
      for (std::size_t i = 0; i < a.items.size(); ++i) {
        if (!equal(a.items[i], b.items[i])) return false;
      }
      return true;
    case Value::Kind::object:
      if (a.members.size() != b.members.size()) return false;
      for (const auto& [name, value] : a.members) {
        if (occurrences(a, name) != 1 || occurrences(b, name) != 1 || !equal(value, *member(b, name))) return false;
      }
      return true;
  }
  return false;
}

int compare_numbers(std::string_view a, std::string_view b) {
  Written x = written(a);
  Written y = written(b);
  align(x, y);
  const int x_sign = x.digits.empty() ? 0 : x.negative ? -1 : 1;
  const int y_sign = y.digits.empty() ? 0 : y.negative ? -1 : 1;
  if (x_sign != y_sign) return x_sign - y_sign;
  return x_sign * compare_digits(x.digits, y.digits);
}

bool is_multiple(std::string_view value, std::string_view divisor) {
  Written x = written(value);
  Written y = written(divisor);
  assert(!y.digits.empty());
  align(x, y);
  std::string rest;  // long division, as on paper
  for (const char digit : x.digits) {
    if (!rest.empty() || digit != '0') rest += digit;
    while (compare_digits(rest, y.digits) >= 0) rest = minus(rest, y.digits);
  }
  return rest.empty();
}

bool is_integer_text(std::string_view text) { return text.find_first_of(".eE") == std::string_view::npos; }

}  // namespace norm::judge
