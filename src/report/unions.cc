// Which alternative of a union was probably meant, and the sentence for a union of plain tests.
#include "report/unions.h"

#include <norm/report.h>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <tuple>

namespace norm::report {
namespace {

// An object is searched for a misspelt key this far: comparing words costs their square, and a payload has many problems.
constexpr std::size_t kSearchedBytes = std::size_t{64} << 10;
constexpr std::size_t kSearchedNames = 200;
constexpr std::size_t kMostListed = 8;  // alternatives in a sentence

bool is_literal(const Problem& problem) { return problem.code == "lit" || problem.code == "enum"; }

// The codes of what tests nothing but the kind.
bool is_kind(const Problem& problem) {
  constexpr std::array<std::string_view, 11> kCodes = {"string", "integer", "float", "number", "boolean", "null",
                                                       "nil",    "array",   "list",  "object", "map"};
  return std::find(kCodes.begin(), kCodes.end(), problem.code) != kCodes.end();
}

bool same_union(const Problem& a, const Problem& b, std::size_t level) {
  if (a.unions.size() <= level || b.unions.size() <= level || a.on_key != b.on_key) return false;
  const Alternative& mine = a.unions[level];
  const Alternative& other = b.unions[level];
  const std::size_t depth = std::min(mine.depth, a.path.size());
  return mine.depth == other.depth && mine.count == other.count && depth <= b.path.size() &&
         mine.schema_path == other.schema_path &&
         std::equal(a.path.begin(), a.path.begin() + static_cast<std::ptrdiff_t>(depth), b.path.begin());
}

bool at_the_value(const Union& failed, const Problem& problem) {
  return problem.path.size() == failed.depth() && !is_missing_key(problem);
}

// A literal that a member of the value was compared with, not as one of several in a union of its own.
bool is_tag(const Union& failed, const Problem& problem) {
  return is_literal(problem) && problem.path.size() == failed.depth() + 1 && problem.unions.size() == failed.level + 1;
}

// The member whose literals fail in the most alternatives is what tells them apart; `lit` is more of a tag than `enum`.
std::vector<Segment> tags_of(const Union& failed) {
  std::map<Segment, std::size_t> weights;
  for (const Problem* problem : failed.problems) {
    if (is_tag(failed, *problem)) weights[problem->path.back()] += problem->code == "lit" ? 2 : 1;
  }
  std::size_t most = 0;
  for (const auto& [segment, weight] : weights) most = std::max(most, weight);
  std::vector<Segment> out;
  for (const auto& [segment, weight] : weights) {
    if (weight == most) out.push_back(segment);
  }
  return out;
}

// `must be a string`, `must be null` -> `must be a string; or be null`. An author's sentence stays whole.
std::string joined(const std::vector<std::string>& sentences, std::string_view word) {
  constexpr std::string_view kMust = "must ";
  std::string out;
  for (const std::string& sentence : sentences) {
    if (!out.empty()) out += word;
    out += out.empty() || !sentence.starts_with(kMust) ? std::string_view(sentence)
                                                       : std::string_view(sentence).substr(kMust.size());
  }
  return out;
}

// The canonical text of `lit("a")` and `enum("a", "b")` between its parentheses; empty for other problems and for those
// that have a sentence of the author's.
std::string_view constants_of(const Problem& problem) {
  if (!is_literal(problem) || !problem.message.starts_with("must be ")) return {};
  const std::string_view text = problem.predicate;
  const std::size_t open = text.find('(');
  return open == std::string_view::npos || !text.ends_with(')') ? std::string_view()
                                                                : text.substr(open + 1, text.size() - open - 2);
}

void add_once(std::vector<std::string>& list, std::string text) {
  const auto searched = list.begin() + static_cast<std::ptrdiff_t>(std::min(list.size(), kSearchedNames));
  if (std::find(list.begin(), searched, text) == searched) list.push_back(std::move(text));
}

// What the value was to be by each alternative; those that are literals in one.
struct Parts {
  std::vector<std::string> sentences;
  std::vector<std::string> predicates;
  std::vector<std::string> constants;
  std::size_t constants_at = 0;  // before this sentence
};

Parts parts_of(const Union& failed) {
  Parts out;
  const Problems& problems = failed.problems;
  for (std::size_t i = 0; i < problems.size();) {
    std::size_t end = i + 1;
    // Nested unions list their alternatives beside those of the outermost.
    while (end < problems.size() && problems[end]->unions == problems[i]->unions) ++end;
    const std::string_view constants = constants_of(*problems[i]);
    if (end == i + 1 && !constants.empty()) {
      if (out.constants.empty()) out.constants_at = out.sentences.size();
      add_once(out.constants, std::string(constants));
    } else {
      std::vector<std::string> sentences;
      std::vector<std::string> predicates;
      for (; i < end; ++i) {
        const Problem& problem = *problems[i];
        add_once(sentences, problem.message.empty() ? "must fulfil " + problem.predicate : problem.message);
        add_once(predicates, problem.predicate);
      }
      add_once(out.sentences, joined(sentences, " and "));
      add_once(out.predicates, fmt::format("{}", fmt::join(predicates, " & ")));
    }
    i = end;
  }
  return out;
}

}  // namespace

bool is_missing_key(const Problem& problem) { return problem.predicate == "required" && !problem.path.empty(); }

std::size_t Union::depth() const { return std::min(first().depth, problems.front()->path.size()); }

Union union_at(const Problems& problems, std::size_t at, std::size_t level) {
  Union out{{}, level};
  const std::size_t begin = at;
  for (; at < problems.size() && same_union(*problems[begin], *problems[at], level); ++at) {
    out.problems.push_back(problems[at]);
  }
  return out;
}

Nearest nearest_alternative(const Union& failed) {
  std::map<std::size_t, Problems> alternatives;
  for (const Problem* problem : failed.problems) alternatives[failed.of(*problem).index].push_back(problem);
  std::map<Segment, std::string> tags;  // and the text that was probably meant
  for (const Segment& segment : tags_of(failed)) {
    Problems compared;
    for (const Problem* problem : failed.problems) {
      if (is_tag(failed, *problem) && problem->path.back() == segment) compared.push_back(problem);
    }
    tags[segment] = near_text(compared);
  }

  const auto rank = [&](const Problems& problems) {
    enum Fit : int { kPossible, kMisspeltTag, kOtherTag, kOtherKind };
    int fit = kPossible;
    std::size_t deepest = 0;
    for (const Problem* problem : problems) {
      deepest = std::max(deepest, problem->path.size());
      if (at_the_value(failed, *problem) && is_kind(*problem)) fit = std::max<int>(fit, kOtherKind);
      if (is_tag(failed, *problem)) {
        const auto tag = tags.find(problem->path.back());
        if (tag == tags.end()) continue;
        const bool misspelt = !tag->second.empty() && near_text({problem}) == tag->second;
        fit = std::max<int>(fit, misspelt ? kMisspeltTag : kOtherTag);
      }
    }
    return std::tuple(-fit, deepest, -static_cast<std::ptrdiff_t>(problems.size()));
  };

  const Problems* best = nullptr;
  decltype(rank({})) best_rank;
  for (const auto& [index, problems] : alternatives) {
    const auto own = rank(problems);
    if (best == nullptr || own > best_rank) {
      best = &problems;
      best_rank = own;
    }
  }
  return {*best, alternatives.size()};
}

bool is_flat(const Union& failed) {
  return std::all_of(failed.problems.begin(), failed.problems.end(),
                     [&](const Problem* problem) { return at_the_value(failed, *problem); });
}

std::string sentence_of(const Union& failed) {
  const std::string& message = failed.problems.front()->message;
  if (!message.empty() && std::all_of(failed.problems.begin(), failed.problems.end(),
                                      [&](const Problem* problem) { return problem->message == message; })) {
    return message;
  }
  Parts parts = parts_of(failed);
  if (!parts.constants.empty()) {
    const bool one = parts.constants.size() == 1 && parts.constants.front().find(", ") == std::string::npos;
    parts.sentences.insert(parts.sentences.begin() + static_cast<std::ptrdiff_t>(parts.constants_at),
                           fmt::format("must be {}{}", one ? "" : "one of ", fmt::join(parts.constants, ", ")));
  }
  const std::size_t more = parts.sentences.size() - std::min(parts.sentences.size(), kMostListed);
  parts.sentences.resize(parts.sentences.size() - more);
  std::string out = joined(parts.sentences, "; or ");
  if (more > 0) out += fmt::format("; or fulfil one of {} others", more);
  return out;
}

std::string predicates_of(const Union& failed) {
  return fmt::format("{}", fmt::join(parts_of(failed).predicates, " | "));
}

std::string near_text(const Problems& problems) {
  const std::string_view val = problems.front()->val;
  if (val.size() < 2 || val.front() != '"' || val.back() != '"') return {};
  return nearest(val.substr(1, val.size() - 2), texts_allowed(problems));
}

std::vector<std::string> texts_allowed(const Problems& problems) {
  std::vector<std::string> out;
  for (const Problem* problem : problems) {
    if (!is_literal(*problem) || problem->params.empty()) continue;
    const std::string& constants = problem->params.front().second;
    for (std::string& text : strings_in(problem->code == "lit" ? "[" + constants + "]" : constants, Wanted::elements)) {
      add_once(out, std::move(text));
    }
    if (out.size() >= kSearchedNames) break;
  }
  return out;
}

Problems same_tag(const Union& failed, const Problem& tag) {
  Problems out;
  if (!is_tag(failed, tag)) return out;
  for (const Problem* problem : failed.problems) {
    if (is_tag(failed, *problem) && problem->path.back() == tag.path.back()) out.push_back(problem);
  }
  return out;
}

std::vector<std::string> strings_in(std::string_view json, Wanted wanted) {
  json = json.substr(0, kSearchedBytes);
  std::vector<std::string> strings;
  int depth = 0;
  for (std::size_t at = 0; at < json.size() && strings.size() < kSearchedNames; ++at) {
    const char c = json[at];
    if (c == '{' || c == '[') ++depth;
    if (c == '}' || c == ']') --depth;
    if (c != '"') continue;
    const std::size_t begin = ++at;
    bool escaped = false;
    while (at < json.size() && json[at] != '"') {
      if (json[at] == '\\') escaped = true, ++at;
      ++at;
    }
    const bool is_name = at + 1 < json.size() && json[at + 1] == ':';
    if (depth == 1 && !escaped && is_name == (wanted == Wanted::names)) strings.emplace_back(json.substr(begin, at - begin));
  }
  return strings;
}

}  // namespace norm::report
