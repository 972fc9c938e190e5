#pragma once

// JSON texts as the tests of this room need them: a Document beside the exact text of its numbers.
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <norm/spec.h>
#include <rapidjson/document.h>

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "predicate/table.h"

namespace norm::predicate {

/// A parsed text. RapidJSON refuses `1e400`, so a text that is one number stands for itself beside an infinity.
class Parsed {
 public:
  explicit Parsed(std::string_view text) {
    const std::size_t begin = text.find_first_not_of(' ');
    if (begin != std::string_view::npos && (text[begin] == '-' || (text[begin] >= '0' && text[begin] <= '9'))) {
      digits_ = text.substr(begin, text.find_last_not_of(' ') + 1 - begin);
    }
    document_.Parse<rapidjson::kParseFullPrecisionFlag>(text.data(), text.size());
    if (document_.HasParseError() && !digits_.empty()) document_.SetDouble(1e308 * 10);
    EXPECT_TRUE(!document_.HasParseError() || !digits_.empty()) << text;
  }

  [[nodiscard]] const Json& json() const { return document_; }
  [[nodiscard]] const std::string& digits() const { return digits_; }
  [[nodiscard]] Subject exact() const { return Subject{document_, digits_}; }
  [[nodiscard]] Subject bare() const { return Subject{document_, {}}; }
  /// Whether the Document alone says the same as the text.
  [[nodiscard]] bool bare_is_exact() const {
    if (digits_.empty()) return true;
    return kind_of(exact()) == kind_of(bare()) && Decimal::of(document_) == Decimal::parse(digits_);
  }

 private:
  rapidjson::Document document_;
  std::string digits_;
};

/// Digits by address, as the decode room keeps them.
class ExactDigits {
 public:
  void add(const Json& number, std::string text) { texts_[&number] = std::move(text); }
  [[nodiscard]] Digits digits() const { return Digits{&find, this}; }

 private:
  static std::string_view find(const void* context, const Json& number) {
    const auto& texts = static_cast<const ExactDigits*>(context)->texts_;
    const auto at = texts.find(&number);
    return at == texts.end() ? std::string_view() : std::string_view(at->second);
  }
  std::map<const Json*, std::string> texts_;
};

inline Constant constant_of(const std::string& text) {
  const Parsed parsed(text);
  if (!parsed.digits().empty()) return Constant(Number(parsed.digits()));
  if (parsed.json().IsString()) {
    return Constant(std::string(parsed.json().GetString(), parsed.json().GetStringLength()));
  }
  ADD_FAILURE() << "no argument: " << text;
  return {};
}

/// A predicate as written: `> 0`, `0..255`, `length?(1..3)`, `re_matches?(/a/i)`. Of one argument at most.
inline Predicate call_of(std::string_view call) {
  const auto argument = [](std::string_view text) -> Argument {
    if (text.front() == '/') {
      const std::size_t end = text.rfind('/');
      return Regex{std::string(text.substr(1, end - 1)), std::string(text.substr(end + 1))};
    }
    if (const std::size_t dots = text.find(".."); text.front() != '"' && dots != std::string_view::npos) {
      return Range{Number(text.substr(0, dots)), Number(text.substr(dots + 2))};
    }
    return constant_of(std::string(text));
  };
  if (const std::size_t blank = call.find(' '); call.front() == '<' || call.front() == '>') {
    return {std::string(call.substr(0, blank)), {argument(call.substr(blank + 1))}};
  }
  if (call.front() == '-' || (call.front() >= '0' && call.front() <= '9')) return {"..", {argument(call)}};
  const std::size_t open = call.find('(');
  if (open == std::string_view::npos) return {std::string(call), {}};
  return {std::string(call.substr(0, open)), {argument(call.substr(open + 1, call.size() - open - 2))}};
}

/// What the engine does with a row: the kinds first, then the test.
inline bool passes(const Row& row, const Operand& operand, const Subject& subject) {
  if ((row.kinds & kind_of(subject)) == 0) return false;
  return row.test == nullptr || row.test(operand, subject);
}

/// The verdict of a predicate on a JSON text, by its exact digits.
inline bool holds(std::string_view call, std::string_view json) {
  const Predicate predicate = call_of(call);
  const Row* row = find(predicate.name);
  EXPECT_NE(row, nullptr) << call;
  if (!row) return false;
  const auto operand = row->prepare(predicate.args);
  EXPECT_TRUE(operand.has_value()) << call << ": " << operand.error().message;
  return operand && passes(*row, *operand, Parsed(json).exact());
}

/// A string as a JSON value that does not copy it.
inline Json json_string(std::string_view text) {
  return Json(rapidjson::StringRef(text.data(), static_cast<rapidjson::SizeType>(text.size())));
}

}  // namespace norm::predicate
