// The public face of the table: norm::predicates().
#include <norm/predicate.h>

#include <vector>

#include "predicate/table.h"

namespace norm {

std::span<const PredicateInfo> predicates() {
  static const std::vector<PredicateInfo> infos = [] {
    std::vector<PredicateInfo> made;
    for (const predicate::Row& row : predicate::table()) made.push_back(row.info);
    return made;
  }();
  return infos;
}

}  // namespace norm
