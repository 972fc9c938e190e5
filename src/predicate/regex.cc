// Compiles regexes with RE2 and finds the place of a mistake, which RE2 does not tell, inside the author's pattern.
#include "predicate/regex.h"

#include <fmt/format.h>
#include <re2/re2.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "predicate/characters.h"

namespace norm::predicate {
namespace {

// RE2's own default, named because it is part of what a schema may cost: beyond it a pattern is refused when it is
// compiled, and a search falls back from the cached automaton to the slower linear one.
constexpr std::int64_t kMemoryBudget = std::int64_t{8} << 20;

constexpr std::string_view kMultiline = "(?m)";

// A pattern as RE2 reads it and the way back to the author's offsets.
struct Translation {
  std::string text;
  std::vector<std::size_t> dropped;  // offsets in `text` before which a character of the pattern was left out

  [[nodiscard]] std::size_t origin(std::size_t offset) const {
    const auto before = std::upper_bound(dropped.begin(), dropped.end(), offset);
    return offset + static_cast<std::size_t>(before - dropped.begin());
  }
};

// What the eye of a reader of the pattern sees at one place.
enum class Piece { character, escape, quoted, class_character, open, close };

// Calls visit(piece, offset, size) for every piece from left to right; visit says whether to go on. Follows RE2: `\Q`
// quotes up to `\E` or the end, `]` first in a class stands for itself.
template <class Visit>
void walk(std::string_view pattern, Visit visit) {
  std::size_t at = 0;
  bool in_class = false;
  bool quoting = false;
  while (at < pattern.size()) {
    const std::string_view rest = pattern.substr(at);
    std::size_t size = 1;
    Piece piece = Piece::character;
    if (quoting) {
      if (rest.substr(0, 2) == "\\E") quoting = false;
      piece = quoting ? Piece::quoted : Piece::escape;
      size = quoting && rest.substr(0, 2) != "\\/" ? 1 : 2;
    } else if (rest.front() == '\\') {
      piece = Piece::escape;
      size = 2;
      quoting = !in_class && rest.substr(0, 2) == "\\Q";
    } else if (in_class) {
      piece = Piece::class_character;
      // The names are short; a longer search would make `[[:[:[:` quadratic.
      const std::string_view name = rest.substr(0, 2) == "[:" ? rest.substr(0, 16) : std::string_view();
      const std::size_t named = name.find(":]", 2);
      if (named != std::string_view::npos) {
        size = named + 2;
      } else if (rest.front() == ']') {
        in_class = false;
      }
    } else if (rest.front() == '[') {
      in_class = true;
      piece = Piece::class_character;
      if (rest.substr(size, 1) == "^") ++size;
      if (rest.substr(size, 1) == "]") ++size;
    } else if (rest.front() == '(') {
      piece = Piece::open;
    } else if (rest.front() == ')') {
      piece = Piece::close;
    }
    size = std::min(size, rest.size());
    if (!visit(piece, at, size)) return;
    at += size;
  }
}

// RE2 reads `\/` as `/` everywhere but between `\Q` and `\E`, where the author has no other way to write a slash.
Translation translate(std::string_view pattern) {
  Translation result;
  result.text.reserve(pattern.size());
  walk(pattern, [&](Piece piece, std::size_t at, std::size_t size) {
    if (piece == Piece::quoted && size == 2) {
      result.dropped.push_back(result.text.size());
      result.text.push_back('/');
    } else {
      result.text.append(pattern.substr(at, size));
    }
    return true;
  });
  return result;
}

// The parenthesis without a partner: the first `)` that closes nothing, else the last `(` that nothing closes.
std::optional<std::size_t> find_unpaired(std::string_view pattern) {
  std::vector<std::size_t> open;
  std::optional<std::size_t> unexpected;
  walk(pattern, [&](Piece piece, std::size_t at, std::size_t) {
    if (piece == Piece::open) open.push_back(at);
    if (piece != Piece::close) return true;
    if (open.empty()) {
      unexpected = at;
      return false;
    }
    open.pop_back();
    return true;
  });
  if (unexpected) return unexpected;
  return open.empty() ? std::nullopt : std::optional<std::size_t>(open.back());
}

// `\x` or `\x{` with nothing but its digits up to the end, which RE2 calls invalid UTF-8.
std::optional<std::size_t> find_cut_escape(std::string_view pattern) {
  const std::size_t at = pattern.rfind("\\x");
  if (at == std::string_view::npos) return std::nullopt;
  const std::string_view rest = pattern.substr(at + 2);
  const bool cut = std::all_of(rest.begin(), rest.end(), [](char c) { return c == '{' || is_hex_digit(c); });
  return cut ? std::optional<std::size_t>(at) : std::nullopt;
}

std::optional<std::size_t> find_any_byte(std::string_view pattern) {
  std::optional<std::size_t> found;
  walk(pattern, [&](Piece piece, std::size_t at, std::size_t size) {
    if (piece == Piece::escape && pattern.substr(at, size) == "\\C") found = at;
    return !found;
  });
  return found;
}

// Of a parenthesis without a partner RE2 names the whole pattern.
bool is_unpaired(const re2::RE2& failed) {
  const auto code = failed.error_code();
  return (code == re2::RE2::ErrorMissingParen || code == re2::RE2::ErrorUnexpectedParen) &&
         failed.error_arg() == failed.pattern();
}

class Compiler {
 public:
  explicit Compiler(std::string_view flags) : multiline_(flags.find('m') != std::string_view::npos) {
    options_.set_log_errors(false);
    options_.set_never_capture(true);
    options_.set_max_mem(kMemoryBudget);
    options_.set_case_sensitive(flags.find('i') == std::string_view::npos);
    options_.set_dot_nl(flags.find('s') != std::string_view::npos);
  }

  [[nodiscard]] std::unique_ptr<const re2::RE2> run(std::string_view pattern) const {
    std::string text(multiline_ ? kMultiline : std::string_view());
    text.append(pattern);
    return std::make_unique<const re2::RE2>(text, options_);
  }

  // Where RE2's complaint stands. It names the piece but not the place, and the piece may occur before without fault
  // (`\*` before `*`). RE2 stops at its first complaint, so a beginning of the pattern draws the same one exactly when
  // it holds the place: a binary search over the occurrences.
  [[nodiscard]] std::optional<std::size_t> locate(const re2::RE2& failed, std::string_view pattern) const {
    const auto code = failed.error_code();
    const std::string_view piece = failed.error_arg();
    if (is_unpaired(failed)) return find_unpaired(pattern);
    if (code == re2::RE2::ErrorTrailingBackslash && !pattern.empty()) return pattern.size() - 1;
    if (piece.empty()) return std::nullopt;
    std::vector<std::size_t> places;
    for (std::size_t at = pattern.find(piece); at != std::string_view::npos; at = pattern.find(piece, at + 1)) {
      places.push_back(at);
    }
    if (places.empty()) return std::nullopt;
    if (code == re2::RE2::ErrorMissingBracket) return places.back();  // the piece is all that is left of the pattern
    std::size_t first = 0, last = places.size() - 1;
    while (first < last) {
      const std::size_t middle = first + (last - first) / 2;
      const auto beginning = run(pattern.substr(0, places[middle + 1]));
      const bool reached = beginning->error_code() == code && beginning->error_arg() == piece;
      (reached ? last : first) = reached ? middle : middle + 1;
    }
    return places[first];
  }

 private:
  re2::RE2::Options options_;
  bool multiline_;
};

BadArgument refuse(std::string message, std::optional<std::size_t> offset) {
  BadArgument bad;
  bad.code = "invalid-regex";
  bad.message = std::move(message);
  bad.offset = offset.value_or(0);
  bad.has_offset = offset.has_value();
  return bad;
}

// RE2's sentence: `invalid escape sequence: \q`, without the piece where that is the whole pattern or too long to
// quote.
std::string reason(const re2::RE2& failed) {
  constexpr std::size_t kLongest = 40;
  std::string text = failed.error();
  const std::string& piece = failed.error_arg();
  if (text.size() >= piece.size() + 2 && (is_unpaired(failed) || piece.size() > kLongest)) {
    text.resize(text.size() - piece.size());
  }
  while (!text.empty() && (text.back() == ' ' || text.back() == ':')) text.pop_back();
  return text;
}

}  // namespace

Result<std::shared_ptr<const CompiledRegex>, BadArgument> CompiledRegex::compile(const Regex& regex) {
  for (std::size_t at = 0; at < regex.flags.size(); ++at) {
    const char flag = regex.flags[at];
    const std::size_t offset = regex.pattern.size() + 1 + at;
    if (std::string_view("ims").find(flag) == std::string_view::npos) {
      return Failure(refuse(fmt::format("unknown regex flag {}: there are i, m and s", flag), offset));
    }
  }
  const Compiler compiler(regex.flags);
  const Translation translation = translate(regex.pattern);
  auto program = compiler.run(translation.text);
  if (program->error_code() == re2::RE2::ErrorBadUTF8) {
    if (const auto at = find_cut_escape(translation.text)) {
      return Failure(refuse("invalid escape sequence: " + translation.text.substr(*at, 3), translation.origin(*at)));
    }
  }
  if (!program->ok()) {
    auto offset = compiler.locate(*program, translation.text);
    if (offset) offset = translation.origin(*offset);
    return Failure(refuse(reason(*program), offset));
  }
  if (const auto at = find_any_byte(translation.text)) {
    return Failure(refuse("\\C is refused: it matches a byte and could split a character", translation.origin(*at)));
  }
  return std::make_shared<const CompiledRegex>(std::move(program), FixedShape::compile(regex.pattern, regex.flags));
}

CompiledRegex::CompiledRegex(std::unique_ptr<const re2::RE2> program, std::optional<FixedShape> shape)
    : program_(std::move(program)), shape_(std::move(shape)) {}

CompiledRegex::~CompiledRegex() = default;

bool CompiledRegex::matches(std::string_view text) const {
  if (shape_) {
    if (shape_->matches(text)) return true;
    if (shape_->is_exact()) return false;
  }
  return program_->Match(re2::StringPiece(text.data(), text.size()), 0, text.size(), re2::RE2::UNANCHORED, nullptr, 0);
}

}  // namespace norm::predicate
