// Joins the chapters of the table and finds rows by name.
#include "predicate/table.h"

#include <iterator>
#include <unordered_map>
#include <utility>

#include "predicate/rows.h"

namespace norm::predicate {
namespace {

std::vector<Row> join() {
  std::vector<Row> rows;
  for (auto* chapter : {kind_rows, number_rows, string_rows, format_rows}) {
    auto some = chapter();
    rows.insert(rows.end(), std::make_move_iterator(some.begin()), std::make_move_iterator(some.end()));
  }
  return rows;
}

const std::vector<Row>& rows() {
  static const std::vector<Row> joined = join();
  return joined;
}

}  // namespace

std::span<const Row> table() { return rows(); }

const Row* find(std::string_view name) {
  static const std::unordered_map<std::string_view, const Row*> index = [] {
    std::unordered_map<std::string_view, const Row*> made;
    for (const Row& row : rows()) made.emplace(row.info.name, &row);
    return made;
  }();
  const auto at = index.find(name);
  return at == index.end() ? nullptr : at->second;
}

}  // namespace norm::predicate
