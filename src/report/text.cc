// The report for people: each value that fails, in its payload, with what it should be and where that was written.
#include <norm/print.h>
#include <norm/report.h>

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "report/declared.h"
#include "report/excerpt.h"
#include "report/glyph.h"
#include "report/mask.h"
#include "report/paint.h"
#include "report/quote.h"
#include "report/unions.h"
#include "report/wrap.h"

namespace norm {
namespace {

using report::is_missing_key;
using report::Paint;
using report::Problems;
using report::Tone;
using report::Union;
using report::visible;

constexpr std::size_t kLongestFact = 200;  // code points; an enum may have thousands of members
constexpr std::size_t kMostLevels = 6;  // unions in unions that are told apart; what is inside further ones is listed
constexpr std::size_t kStep = 2;        // columns
constexpr std::size_t kMargin = 4;
constexpr std::size_t kLeastRoom = 20;  // columns; a terminal that is narrower breaks lines by itself

// The path of the value that `val` is: of a missing key the object that lacks it.
Segments place_of(const Problem& problem) {
  Segments path = problem.path;
  if (is_missing_key(problem)) path.pop_back();
  return path;
}

bool same_place(const Problem& a, const Problem& b) {
  return a.span == b.span && a.on_key == b.on_key && is_missing_key(a) == is_missing_key(b) &&
         place_of(a) == place_of(b);
}

std::string shortened(std::string_view text) {
  const std::string_view head = report::first_code_points(text, kLongestFact);
  return visible(head) + (head.size() < text.size() ? "…" : "");
}

std::string name_of(const Segments& path) { return path.empty() ? "the document" : visible(to_path(path)); }

// What the names entered on the way to each of them begin with.
std::vector<std::string> common(const Problems& problems, std::vector<std::string> Problem::*names) {
  std::vector<std::string> out = problems.front()->*names;
  for (const Problem* problem : problems) {
    const auto& own = problem->*names;
    const auto apart = std::mismatch(out.begin(), out.end(), own.begin(), own.end()).first;
    out.erase(apart, out.end());
  }
  return out;
}

class TextReport {
 public:
  TextReport(const DecodeError& error, std::string_view bytes, const TextStyle& style)
      : error_(error), bytes_(bytes), mask_(bytes, error.redacted), style_(style), paint_(style.colour) {}

  std::string malformed(const DecodeError::Malformed& malformed, std::string_view name) {
    out_ += paint_.strong(visible(name) + ":") + ' ' + paint_.error("malformed JSON");
    out_ += fmt::format(" at byte {}: {}\n", malformed.offset, visible(malformed.reason));
    if (style_.malformed == Malformed::quoted && !bytes_.empty()) {
      const std::size_t offset = std::min(malformed.offset, bytes_.size());
      const std::size_t end = offset < bytes_.size() ? offset + report::glyph_at(bytes_, offset).size : offset;
      const std::size_t line = report::lines_of(bytes_, {offset}).front() + style_.first_line - 1;
      if (is_plain()) {
        out_ += fmt::format("line {}, column {}\n", line, column_of(offset));
      } else {
        out_ += report::quote({bytes_, {offset, end}, line}, kMargin, style_, Tone::error);
      }
    }
    return std::move(out_);
  }

  std::string problems(std::string_view name) {
    std::vector<std::size_t> offsets;
    Problems all;
    for (const Problem& problem : error_.problems) {
      offsets.push_back(problem.span ? problem.span->begin : 0);
      all.push_back(&problem);
    }
    lines_ = report::lines_of(bytes_, offsets);
    list(all, {all, nullptr}, 0);
    std::string title = paint_.strong(visible(name) + ":") + ' ';
    title += paint_.error(
        fmt::format("{} problem{}{}", reasons_, reasons_ == 1 ? "" : "s", error_.truncated || cut_ ? " and more" : ""));
    return title + '\n' + out_;
  }

 private:
  // What a problem is to be seen with: those that hold if it does, and the union that it is in.
  struct Context {
    const Problems& all;
    const Union* failed;
  };

  // `level` counts the unions around all of the problems.
  void list(const Problems& problems, const Context& context, std::size_t level) {
    for (std::size_t i = 0; i < problems.size();) {
      if (reasons_ >= style_.max_reasons) {
        cut_ = true;
        return;
      }
      const Problem& problem = *problems[i];
      if (level < kMostLevels && problem.unions.size() > level) {
        const Union failed = report::union_at(problems, i, level);
        if (report::is_flat(failed)) {
          at_place(problem);
          flat(failed);
        } else {
          matched_none(failed);
        }
        i += failed.problems.size();
      } else {
        at_place(problem);
        reason(problem, context);
        ++i;
      }
    }
  }

  void matched_none(const Union& failed) {
    const Alternative& alternative = failed.first();
    const report::Nearest nearest = report::nearest_alternative(failed);
    const Alternative& meant = failed.of(*nearest.problems.front());
    Segments path = failed.problems.front()->path;
    path.resize(failed.depth());
    place_ = nullptr;
    out_ += indent(kStep) + paint_.strong(name_of(path));
    if (failed.problems.front()->on_key) out_ += " (the key)";
    // Where explaining stopped early, nobody knows how far off the last ones are.
    const bool all_seen = nearest.seen == alternative.count;
    out_ += fmt::format(" matched none of {} alternatives; {}the nearest is {}\n", alternative.count,
                        all_seen ? "" : "of those explained ",
                        meant.name.empty() ? fmt::format("number {}", meant.index + 1) : shortened(meant.name));
    indent_ += kStep;
    list(nearest.problems, {nearest.problems, &failed}, failed.level + 1);
    const std::size_t others = alternative.count - std::min<std::size_t>(alternative.count, 1);
    if (others > 0) {
      out_ += indent(kStep) + paint_.note(fmt::format("and {} {}alternative{}{}", others, all_seen ? "" : "other ",
                                                      others == 1 ? "" : "s",
                                                      !all_seen     ? ""
                                                      : others == 1 ? " that is further off"
                                                                    : " that are further off"));
      out_ += '\n';
    }
    indent_ -= kStep;
    place_ = nullptr;
  }

  // Names the place, unless the problem before it did.
  void at_place(const Problem& problem) {
    const Problem* before = std::exchange(place_, &problem);
    if (before != nullptr && same_place(*before, problem)) return;
    out_ += indent(kStep) + paint_.strong(name_of(place_of(problem)));
    if (problem.on_key) out_ += " (the key)";
    if (is_plain()) return in_words(problem);
    out_ += '\n';
    const bool in_bytes =
        problem.span && problem.span->begin <= problem.span->end && problem.span->end <= bytes_.size();
    // What lacks a key is shown by its brace alone: carets under all of an object say nothing.
    if (in_bytes) {
      ByteSpan span = *problem.span;
      if (is_missing_key(problem)) span.end = std::min(span.end, span.begin + 1);
      out_ +=
          report::quote({mask_.text(), mask_.place_of(span), line_of(problem)}, indent_ + kMargin, style_, Tone::error);
    } else {
      const std::size_t size = problem.val.size();
      const ByteSpan place{0, is_missing_key(problem) ? std::min<std::size_t>(1, size) : size};
      out_ += report::quote({problem.val, place, 0}, indent_ + kMargin, style_, Tone::error);
    }
  }

  // `:data/:user_id, line 4, column 16, is "x"`.
  void in_words(const Problem& problem) {
    if (problem.span && problem.span->begin <= bytes_.size()) {
      out_ += fmt::format(", line {}, column {}", line_of(problem), column_of(problem.span->begin));
    }
    out_ += ", is " + shortened(problem.val) + '\n';
  }

  [[nodiscard]] bool is_plain() const { return style_.layout == Layout::plain; }
  [[nodiscard]] std::size_t line_of(const Problem& problem) const {
    return lines_[static_cast<std::size_t>(&problem - error_.problems.data())] + style_.first_line - 1;
  }
  // From 1, in code points.
  [[nodiscard]] std::size_t column_of(std::size_t offset) const {
    const std::string_view before = bytes_.substr(0, offset);
    return report::code_points(before.substr(before.rfind('\n') + 1)) + 1;
  }

  void reason(const Problem& problem, const Context& context) {
    ++reasons_;
    const std::string predicate = shortened(problem.predicate);
    std::string sentence = problem.message.empty() ? "fails spec: " + predicate : shortened(problem.message);
    if (is_missing_key(problem)) sentence = visible(to_path({problem.path.back()})) + ": " + sentence;
    tell(sentence,
         facts(problem.message.empty() ? std::string() : predicate, problem.source, problem.via, problem.branch));
    schema_line(problem.source);
    hint(hint_for(problem, context));
  }

  // All that failed at the value in one sentence.
  void flat(const Union& failed) {
    ++reasons_;
    const SourcePlace& source = failed.problems.front()->source;
    tell(shortened(report::sentence_of(failed)),
         facts(shortened(report::predicates_of(failed)), source, common(failed.problems, &Problem::via),
               common(failed.problems, &Problem::branch)));
    schema_line(source);
    const std::string near = report::near_text(failed.problems);
    if (!near.empty()) hint("did you mean \"" + near + "\"?");
  }

  // The sentence in lines that fit, its facts behind it where they do, else on a line of their own. A screen reader
  // takes each sentence as one line.
  void tell(std::string_view sentence, const std::string& facts) {
    if (is_plain()) {
      out_ += std::string(sentence) + (facts.empty() ? "" : " " + paint_.note(facts)) + '\n';
      return;
    }
    const std::size_t margin = indent_ + kMargin + kStep;
    const std::size_t room = std::max(style_.width, margin + kLeastRoom) - margin;
    const std::vector<std::string> lines = report::wrapped(sentence, room);
    for (std::size_t i = 0; i < lines.size(); ++i) {
      if (i > 0) out_ += '\n';
      out_ += indent(i == 0 ? kMargin : kMargin + kStep) + lines[i];
    }
    if (!facts.empty()) {
      const bool fits = report::columns_of(lines.back()) + kStep + report::columns_of(facts) <= room;
      out_ += (fits ? std::string(kStep, ' ') : '\n' + indent(kMargin + kStep)) + paint_.note(facts);
    }
    out_ += '\n';
  }

  [[nodiscard]] std::string facts(std::string facts, const SourcePlace& source, const std::vector<std::string>& via,
                                  const std::vector<std::string>& branch) const {
    const auto add = [&](const std::string& fact) { facts += (facts.empty() ? "" : ", ") + fact; };
    if (source.line != 0) add(fmt::format("{}:{}:{}", visible(source.file), source.line, source.column));
    if (!via.empty()) add("in " + visible(module_of(via.front()) + fmt::format("{}", fmt::join(via, " > "))));
    if (!branch.empty()) add("branch " + visible(fmt::format("{}", fmt::join(branch, " > "))));
    return facts.empty() ? facts : "[" + facts + "]";
  }

  // The module's name goes before a name of its own; one that came in by an import has its alias.
  [[nodiscard]] std::string module_of(const std::string& name) const {
    if (error_.schema == nullptr || error_.schema->files.empty() || name.find('.') != std::string::npos) return {};
    const std::string& module = error_.schema->files.front().module;
    return module.empty() ? "" : module + '.';
  }

  void schema_line(const SourcePlace& source) {
    if (is_plain() || error_.schema == nullptr || source.line == 0) return;
    const auto& files = error_.schema->files;
    const auto file =
        std::find_if(files.begin(), files.end(), [&](const auto& one) { return one.name == source.file; });
    if (file == files.end()) return;
    const std::string_view line = report::line_at(file->text, source.line);
    const std::size_t begin = report::first_code_points(line, source.column - 1).size();
    const std::size_t size = report::first_code_points(line.substr(begin), source.length).size();
    out_ += report::quote({line, {begin, begin + size}, source.line}, indent_ + kMargin, style_, Tone::note);
  }

  void hint(const std::string& hint) {
    constexpr std::string_view kHint = "hint: ";
    if (hint.empty()) return;
    const std::size_t margin = indent_ + kMargin + kHint.size();
    std::vector<std::string> lines = {shortened(hint)};
    if (!is_plain()) lines = report::wrapped(lines.front(), std::max(style_.width, margin + kLeastRoom) - margin);
    for (std::size_t i = 0; i < lines.size(); ++i) {
      out_ += indent(kMargin) + (i == 0 ? paint_.hint(kHint) : std::string(kHint.size(), ' ')) + lines[i] + '\n';
    }
  }

  [[nodiscard]] std::string hint_for(const Problem& problem, const Context& context) const {
    if (problem.code == "disallowed") return hint_for_unknown(problem, context);
    // A tag is compared with those of the other alternatives too.
    Problems compared;
    if (context.failed != nullptr) compared = report::same_tag(*context.failed, problem);
    const bool is_tag = compared.size() > 1;
    if (!is_tag) compared = {&problem};
    if (is_tag || problem.code == "enum") {
      if (const std::string near = report::near_text(compared); !near.empty()) return "did you mean \"" + near + "\"?";
    }
    if (is_tag) {
      const std::vector<std::string> texts = report::texts_allowed(compared);
      if (texts.size() > 1) return fmt::format("the alternatives have \"{}\"", fmt::join(texts, "\", \""));
    }
    const auto* key = is_missing_key(problem) ? std::get_if<std::string>(&problem.path.back()) : nullptr;
    if (key == nullptr) return {};
    // A name that some spec has judged is declared, so it is no misspelling of this one, unless it was judged unknown.
    std::vector<std::string> declared;
    const Segments object = place_of(problem);
    for (const Problem* other : context.all) {
      if (other->path.size() != problem.path.size() || other->predicate == "disallowed") continue;
      if (!std::equal(object.begin(), object.end(), other->path.begin())) continue;
      if (const auto* name = std::get_if<std::string>(&other->path.back())) declared.push_back(*name);
    }
    std::vector<std::string> names = report::strings_in(problem.val, report::Wanted::names);
    std::erase_if(names, [&](const std::string& name) {
      return std::find(declared.begin(), declared.end(), name) != declared.end();
    });
    const std::string near = nearest(*key, names);
    return near.empty() ? std::string() : "the object has " + print_key(near);
  }

  // The key that is declared and nearest; not if another problem speaks of it: then that one has the hint.
  [[nodiscard]] std::string hint_for_unknown(const Problem& problem, const Context& context) const {
    const auto* key = problem.path.empty() ? nullptr : std::get_if<std::string>(&problem.path.back());
    if (key == nullptr || error_.schema == nullptr) return {};
    std::vector<std::string> names = report::keys_declared(*error_.schema, problem.source);
    std::erase_if(names, [&](const std::string& name) {
      Segments path = problem.path;
      path.back() = name;
      return std::any_of(context.all.begin(), context.all.end(),
                         [&](const Problem* other) { return other->path == path; });
    });
    const std::string near = nearest(*key, names);
    return near.empty() ? near : "did you mean " + print_key(near) + "?";
  }

  [[nodiscard]] std::string indent(std::size_t columns) const {
    return is_plain() ? std::string() : std::string(indent_ + columns, ' ');
  }

  const DecodeError& error_;
  std::string_view bytes_;
  report::Mask mask_;
  TextStyle style_;
  Paint paint_;
  std::vector<std::size_t> lines_;  // of each of error_'s problems
  const Problem* place_ = nullptr;  // whose place was named last
  std::size_t indent_ = 0;          // by the unions around
  std::size_t reasons_ = 0;         // that were written
  bool cut_ = false;                // at as many as are wanted
  std::string out_;
};

}  // namespace

std::string to_text(const DecodeError& error, std::string_view bytes, std::string_view name, const TextStyle& style) {
  TextReport report(error, bytes, style);
  return error.malformed ? report.malformed(*error.malformed, name) : report.problems(name);
}

}  // namespace norm
