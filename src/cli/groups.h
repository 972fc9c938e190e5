#pragma once

// Which problems are the same one over and over: groups by (path pattern, predicate), in bounded memory.
#include <norm/problem.h>

#include <cstddef>
#include <string>
#include <unordered_map>
#include <vector>

namespace norm::cli {

/// Numbers the groups in the order in which they are first met.
///
/// A path pattern is a JSON Pointer in which `*` stands for array indexes and for keys of the producer's choice: those
/// of map_of and the like. Keys that are themselves the problem (`disallowed`, `duplicate_key`) stay for the first
/// hundred of a place and are `*` from then on.
class ProblemGroups {
 public:
  static constexpr std::size_t kMost = 10'000;
  /// The group of everything that came when the table was full.
  static constexpr std::size_t kOther = kMost;

  struct Group {
    std::string path;
    std::string predicate;
  };

  /// Below kMost, or kOther. Cost: the length of the path.
  [[nodiscard]] std::size_t index_of(const Problem& problem);
  /// By index; without the other one.
  [[nodiscard]] const std::vector<Group>& groups() const { return groups_; }

 private:
  [[nodiscard]] std::size_t find_or_add(const std::string& path, const Problem& problem, bool may_add);

  std::vector<Group> groups_;
  std::unordered_map<std::string, std::size_t> indexes_;  // by path, NUL, predicate
  std::unordered_map<std::string, std::size_t> variety_;  // keys kept, by the pattern that stands for them all
  std::size_t bytes_ = 0;
};

/// The pattern of the problem's path; keys that are themselves the problem as they are.
[[nodiscard]] std::string path_pattern(const Problem& problem);

/// A key as a segment of a JSON Pointer. Source: RFC 6901.
[[nodiscard]] std::string pointer_segment(std::string_view key);

}  // namespace norm::cli
