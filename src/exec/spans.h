#pragma once

// Where the values and member names of a document stand in its bytes.
#include <norm/json.h>
#include <norm/problem.h>

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

namespace norm::exec {

/// A string's span includes its quotes, a container's its brackets. Mostly asked for one value or two: these are looked
/// for one by one, and only who wants more has all of them listed. Not to be shared by threads.
class Spans {
 public:
  /// REQUIRES: `root` was read from `bytes`; both outlive it.
  Spans(const Json& root, std::string_view bytes) : root_(root), bytes_(bytes) {}

  /// Of a value or a name of the document; nullopt: it is none. Cost: the document up to there; of all together, the
  /// document and the logarithm of its size each.
  [[nodiscard]] std::optional<ByteSpan> find(const Json* value) const;
  /// REQUIRES: it is one of the document's.
  [[nodiscard]] ByteSpan at(const Json* value) const { return find(value).value_or(ByteSpan()); }

 private:
  struct Entry {
    const Json* value;
    ByteSpan span;
  };
  class Listing;
  void list_all() const;
  static constexpr std::size_t kFew = 4;

  const Json& root_;
  std::string_view bytes_;
  mutable std::array<Entry, kFew> few_{};  // that were looked for
  mutable std::size_t found_ = 0;          // of them
  mutable std::vector<Entry> all_;         // by address; empty until then
};

}  // namespace norm::exec
