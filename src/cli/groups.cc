// Which problems are the same one over and over.
#include "cli/groups.h"

#include <string_view>
#include <variant>

namespace norm::cli {
namespace {

constexpr std::size_t kMostKeys = 100;                     // of one place
constexpr std::size_t kLongestKey = 128;                   // bytes; a longer one is data, not a name
constexpr std::size_t kMostBytes = std::size_t{16} << 20;  // recursive schemas make long paths

bool names_its_key(const Problem& problem) {
  return !problem.path.empty() && (problem.code == "disallowed" || problem.code == "duplicate_key");
}

// Walks the segments of a schema path: a key that the schema declares stands there by its name, in the path's order.
// What comes behind all of it is a place that the schema speaks of: the tag of a multi, the `at:` of a check.
class Declared {
 public:
  explicit Declared(std::string_view schema_path) : rest_(schema_path) {}

  // Whether the segment comes from here on; then what follows it is next.
  bool take(const std::string& segment) {
    if (skip([&](std::string_view next) { return next == segment; })) return true;
    return !skip([](std::string_view next) { return next == "value" || next == "rest"; });
  }
  // An index leads into an element.
  void enter() {
    skip([](std::string_view next) { return next == "element" || next == "rest"; });
  }

 private:
  // Goes behind the next segment that is wanted, if there is one.
  template <class Wanted>
  bool skip(Wanted wanted) {
    std::string_view rest = rest_;
    while (!rest.empty()) {
      rest.remove_prefix(1);  // its slash
      const std::string_view next = rest.substr(0, rest.find('/'));
      rest.remove_prefix(next.size());
      if (!wanted(next)) continue;
      rest_ = rest;
      return true;
    }
    return false;
  }

  std::string_view rest_;
};

std::string pattern(const Problem& problem, bool star_for_last) {
  std::string out;
  Declared declared(problem.schema_path);
  for (std::size_t i = 0; i < problem.path.size(); ++i) {
    const bool last = i + 1 == problem.path.size();
    const auto* key = std::get_if<std::string>(&problem.path[i]);
    out += '/';
    if (key == nullptr) {
      declared.enter();
      out += '*';
      continue;
    }
    const std::string segment = pointer_segment(*key);
    const bool kept = last && names_its_key(problem) ? !star_for_last && segment.size() <= kLongestKey
                                                     : !(last && problem.on_key) && declared.take(segment);
    out += kept ? std::string_view(segment) : "*";
  }
  return out;
}

}  // namespace

std::string pointer_segment(std::string_view key) {
  std::string out;
  for (const char c : key) {
    if (c == '~') {
      out += "~0";
    } else if (c == '/') {
      out += "~1";
    } else {
      out += c;
    }
  }
  return out;
}

std::string path_pattern(const Problem& problem) { return pattern(problem, false); }

std::size_t ProblemGroups::index_of(const Problem& problem) {
  const std::string path = pattern(problem, false);
  if (!names_its_key(problem)) return find_or_add(path, problem, true);
  const std::string place = pattern(problem, true);
  if (place == path) return find_or_add(path, problem, true);
  std::string variety = place + '\0' + problem.predicate;
  const auto found = variety_.find(variety);
  const bool full = found != variety_.end() && found->second >= kMostKeys;
  const std::size_t before = groups_.size();
  const std::size_t index = find_or_add(path, problem, !full);
  if (index == kOther && full) return find_or_add(place, problem, true);
  if (groups_.size() > before) ++variety_[std::move(variety)];
  return index;
}

std::size_t ProblemGroups::find_or_add(const std::string& path, const Problem& problem, bool may_add) {
  std::string name = path + '\0' + problem.predicate;
  if (const auto found = indexes_.find(name); found != indexes_.end()) return found->second;
  if (!may_add || groups_.size() == kMost || bytes_ + name.size() > kMostBytes) return kOther;
  bytes_ += name.size();
  groups_.push_back({path, problem.predicate});
  indexes_.emplace(std::move(name), groups_.size() - 1);
  return groups_.size() - 1;
}

}  // namespace norm::cli
