// Loads, compiles and asks; the programs behind the page's externs.
#include "reference/run.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <fstream>
#include <span>
#include <sstream>

namespace norm::reference {
namespace {

Lines lines_of(std::string_view text) {
  Lines out;
  std::istringstream in{std::string(text)};
  for (std::string line; std::getline(in, line);) out.push_back(line);
  return out;
}

// The programs behind the externs of the page.
bool luhn(const Json& value, std::span<const Constant> /*args*/) {
  const std::string_view digits(value.GetString(), value.GetStringLength());
  int sum = 0;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    if (digits[i] < '0' || digits[i] > '9') return false;
    int digit = digits[i] - '0';
    if ((digits.size() - i) % 2 == 0) digit = digit > 4 ? digit * 2 - 9 : digit * 2;
    sum += digit;
  }
  return !digits.empty() && sum % 10 == 0;
}

bool near(const Json& value, std::span<const Constant> args) {
  const auto number = [&](std::size_t index) {
    const std::string& text = std::get<Number>(args[index].value).text;
    double out = 0;
    std::from_chars(text.data(), text.data() + text.size(), out);
    return out;
  };
  return std::fabs(value.GetDouble() - number(0)) <= number(1);
}

}  // namespace

const Page& page() {
  static const Page read = [] {
    std::ifstream file(std::string(NORM_SOURCE_DIR) + "/grammar/LANGUAGE.md");
    std::ostringstream text;
    text << file.rdbuf();
    return read_page(text.str());
  }();
  return read;
}

const Section* section_of(std::string_view heading) {
  const auto& sections = page().sections;
  const auto at = std::find_if(sections.begin(), sections.end(), [&](const Section& section) {
    return section.level == 3 && section.heading == heading;
  });
  return at == sections.end() ? nullptr : &*at;
}

std::optional<Spec> loaded(const Example& example) {
  if (example.expression) {
    const auto spec = load_expression(example.schema, kName);
    if (spec) return *spec;
    ADD_FAILURE() << "line " << example.line << " does not load:\n" << to_text(spec.error());
    return std::nullopt;
  }
  const auto module = load_text(example.schema, kName);
  if (module && module->last() != nullptr) return *module->last();
  ADD_FAILURE() << "line " << example.line << " does not load:\n"
                << (module ? "no definition" : to_text(module.error()));
  return std::nullopt;
}

std::optional<Validator> compiled(const Example& example) {
  const auto spec = loaded(example);
  if (!spec) return std::nullopt;
  CompileOptions options;
  options.externs = {{"luhn?", luhn}, {"near?", near}};
  const auto validator = compile(*spec, options);
  if (validator) return *validator;
  ADD_FAILURE() << "line " << example.line << " does not compile:\n" << to_text(validator.error());
  return std::nullopt;
}

Lines explained(Decoder& decoder, const std::string& payload) {
  const bool valid = decoder.valid(payload);
  const auto decoded = decoder.decode(payload);
  EXPECT_EQ(valid, decoded.has_value()) << payload;
  if (!decoded) return lines_of(to_lines(decoded.error()));
  EXPECT_EQ(decoded->bytes(), payload);
  return {};
}

}  // namespace norm::reference
