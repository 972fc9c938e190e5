// Groups and foldings by the tables.
#include "regex/unicode.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace norm::regex {
namespace {

template <class Wanted>
CodePointSet runs_of(const Division& division, Wanted wanted) {
  std::vector<CodePointRange> ranges;
  for (std::size_t i = 0; i < division.runs.size(); ++i) {
    if (!wanted(division.names[division.runs[i] & 0xFFU])) continue;
    const std::uint32_t end = i + 1 < division.runs.size() ? division.runs[i + 1] >> 8 : kLastCodePoint + 1;
    ranges.push_back({division.runs[i] >> 8, end - 1});
  }
  return CodePointSet(std::move(ranges));
}

bool has_name(const Division& division, std::string_view name) {
  return std::find(division.names.begin(), division.names.end(), name) != division.names.end();
}

// What the row makes of those of its code points that lie in the range.
void fold_into(std::vector<CodePointRange>& ranges, const FoldRow& row, const CodePointRange& range) {
  const std::uint32_t low = std::max(row.first, range.first), last = std::min(row.last, range.last);
  const std::uint32_t first = low + (row.stride - (low - row.first) % row.stride) % row.stride;
  const auto moved = [&](std::uint32_t point) {
    return static_cast<std::uint32_t>(static_cast<std::int32_t>(point) + row.delta);
  };
  if (first > last) return;
  if (row.stride == 1) return ranges.push_back({moved(first), moved(last)});
  for (std::uint32_t point = first; point <= last; point += row.stride) ranges.push_back({moved(point), moved(point)});
}

}  // namespace

std::optional<CodePointSet> unicode_group(std::string_view name) {
  // RE2 takes a name as it stands: `\p{greek}` is an error. The name of no group is empty.
  if (name.empty()) return std::nullopt;
  if (name == "Any") return CodePointSet::all();
  if (name == "Cs") return CodePointSet();
  const auto whole = [&](std::string_view other) { return other == name; };
  if (has_name(categories(), name)) return runs_of(categories(), whole);
  if (has_name(scripts(), name)) return runs_of(scripts(), whole);
  if (name.size() == 1 && std::string_view("CLMNPSZ").find(name) != std::string_view::npos) {
    return runs_of(categories(), [&](std::string_view other) { return other.substr(0, 1) == name; });
  }
  return std::nullopt;
}

CodePointSet folded(const CodePointSet& set) {
  CodePointSet current = set;
  // An orbit has at most four members, so that after three steps each has met all others.
  for (int step = 0; step < 3; ++step) {
    std::vector<CodePointRange> ranges = current.ranges();
    for (const CodePointRange& range : current.ranges()) {
      auto row = std::lower_bound(fold_rows().begin(), fold_rows().end(), range.first,
                                  [](const FoldRow& left, std::uint32_t point) { return left.last < point; });
      for (; row != fold_rows().end() && row->first <= range.last; ++row) fold_into(ranges, *row, range);
    }
    CodePointSet next(std::move(ranges));
    if (next == current) break;
    current = std::move(next);
  }
  return current;
}

}  // namespace norm::regex
