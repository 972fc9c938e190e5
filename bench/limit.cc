// Which sets somebody wrote a validator for.
#include "limit.h"

#include <map>

namespace norm::bench {
namespace {

const Limit* limit_of(const std::string& set) {
  static const std::map<std::string, Limit> kLimits = {
      {"a", limit_of_comment_created()},        {"b", limit_of_tracked_event()},
      {"b-shuffled", limit_of_tracked_event()}, {"b-half-bad", limit_of_tracked_event()},
      {"c", limit_of_issue_comment()},
  };
  const auto found = kLimits.find(set);
  return found == kLimits.end() ? nullptr : &found->second;
}

}  // namespace

bool has_limit(const std::string& set) { return limit_of(set) != nullptr; }

std::unique_ptr<Contender> limit_hot_document(const Question& question) {
  return limit_of(question.set)->hot_document(question);
}
std::unique_ptr<Contender> limit_on_demand(const Question& question) {
  return limit_of(question.set)->on_demand(question);
}

}  // namespace norm::bench
