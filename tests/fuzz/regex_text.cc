// Fuzzes the text of a regex: reading ends, what RE2 takes is taken or called too large, and what is found in its
// language RE2 finds, too.
#include "fuzz/fuzz.h"
#include "predicate/regex.h"
#include "regex/language.h"
#include "spec/utf8.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using norm::fuzz::require;
  constexpr std::size_t kLongest = 4096;
  if (size == 0 || size > kLongest) return 0;
  const std::string_view text = norm::fuzz::as_text(data, size);
  const std::string flags = std::string(text[0] & 1 ? "i" : "") + (text[0] & 2 ? "m" : "") + (text[0] & 4 ? "s" : "");
  const std::string pattern(text.substr(1));
  const auto re2 = norm::predicate::CompiledRegex::compile(norm::Regex{pattern, flags});
  const auto language = norm::regex::Language::of_regex(pattern, flags);
  if (!language) {
    const bool invalid = language.error().reason == norm::regex::Refusal::Reason::invalid;
    const bool utf8 = norm::spec::first_invalid_utf8(pattern) == std::string_view::npos;
    require(!(invalid && utf8 && re2), "what RE2 takes is valid");
    require(language.error().offset <= pattern.size(), "the offset lies in the pattern");
    return 0;
  }
  for (const bool complemented : {false, true}) {
    norm::regex::Budget budget{20'000};
    const norm::regex::Constraint constraint{*language, complemented};
    const auto answer = norm::regex::find_shortest({&constraint, 1}, {}, budget);
    if (answer.outcome != norm::regex::Outcome::found) continue;
    require(language->contains(answer.text) != complemented, "what is found is a member");
    if (re2) require((*re2)->matches(answer.text) != complemented, "RE2 agrees");
  }
  return 0;
}
