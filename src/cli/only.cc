// `--only PATTERN`.
#include "cli/only.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <utility>
#include <variant>

#include "cli/groups.h"

namespace norm::cli {
namespace {

constexpr std::string_view kBelow = "/**";

// What is wrong with the pattern; empty: nothing is.
std::string mistake_in(const std::string& text) {
  if (text.empty()) return "takes a path, a predicate or a code, not nothing";
  if (text.front() == ':' || text.front() == '[') {
    return fmt::format("takes paths as /data/user_id, with * for any segment, not {}", text);
  }
  if (text.front() != '/') return {};
  std::string_view path = text;
  if (path.ends_with(kBelow)) path.remove_suffix(kBelow.size());
  while (!path.empty()) {
    path.remove_prefix(1);
    const std::string_view segment = path.substr(0, path.find('/'));
    path.remove_prefix(segment.size());
    if (segment == "**") return fmt::format("takes ** at the end of a path only, not {}", text);
    if (segment != "*" && segment.find('*') != std::string_view::npos) {
      return fmt::format("takes * for a whole segment of a path, not {}", text);
    }
    for (std::size_t at = segment.find('~'); at != std::string_view::npos; at = segment.find('~', at + 1)) {
      const std::string_view escape = segment.substr(at, 2);
      if (escape != "~0" && escape != "~1") return fmt::format("takes ~0 for ~ and ~1 for / in a path, not {}", text);
    }
  }
  return {};
}

// REQUIRES: no mistake in it.
std::string unescaped(std::string_view segment) {
  std::string key;
  for (std::size_t at = 0; at < segment.size(); ++at) {
    if (segment[at] == '~') {
      key += segment[++at] == '0' ? '~' : '/';
    } else {
      key += segment[at];
    }
  }
  return key;
}

bool fits(const std::string& wanted, const Segment& segment) {
  if (wanted == "*") return true;
  if (const auto* key = std::get_if<std::string>(&segment)) return wanted == *key;
  return wanted == fmt::format_int(std::get<std::size_t>(segment)).str();
}

}  // namespace

void Only::configure(CLI::App& app) {
  app.add_option("--only", texts_, "Look only at problems of this path, predicate or code; repeatable (see below)")
      ->type_name("PATTERN")
      ->allow_extra_args(false)
      ->check([](const std::string& text) { return mistake_in(text); });
}

void Only::prepare() {
  for (const std::string& text : texts_) {
    Pattern pattern;
    pattern.text = text;
    std::string_view rest = text;
    if (rest.starts_with('/')) {
      pattern.and_below = rest.ends_with(kBelow);
      if (pattern.and_below) rest.remove_suffix(kBelow.size());
      pattern.path.emplace();
      while (!rest.empty()) {
        rest.remove_prefix(1);
        const std::string_view segment = rest.substr(0, rest.find('/'));
        rest.remove_prefix(segment.size());
        pattern.path->push_back(unescaped(segment));
      }
    }
    patterns_.push_back(std::move(pattern));
  }
}

bool Only::matches(const Pattern& pattern, const Problem& problem) {
  if (!pattern.path) return pattern.text == problem.predicate || pattern.text == problem.code;
  const std::vector<std::string>& wanted = *pattern.path;
  if (pattern.and_below ? problem.path.size() < wanted.size() : problem.path.size() != wanted.size()) return false;
  return std::equal(wanted.begin(), wanted.end(), problem.path.begin(), fits);
}

bool Only::matches(const Pattern& pattern, const DecodeError::Malformed& malformed) {
  return !pattern.path && (pattern.text == "malformed_json" || pattern.text == malformed.code);
}

bool Only::keep(DecodeError& error) {
  if (!given()) return true;
  if (patterns_.empty()) prepare();
  const auto selected = [this](const auto& what) {
    bool any = false;
    for (Pattern& pattern : patterns_) {
      if (!matches(pattern, what)) continue;
      pattern.used = true;
      any = true;
    }
    return any;
  };
  if (error.malformed) return selected(*error.malformed);
  std::erase_if(error.problems, [&](const Problem& problem) { return !selected(problem); });
  return !error.problems.empty();
}

std::vector<std::string> Only::idle() const {
  std::vector<std::string> texts;
  for (const Pattern& pattern : patterns_) {
    if (!pattern.used) texts.push_back(pattern.text);
  }
  return texts;
}

}  // namespace norm::cli
