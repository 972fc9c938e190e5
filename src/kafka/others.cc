// The end of a run with until_end, where the group's other members have partitions as well. See loop.h.
//
// A member that died holds its partitions until its session is over, and only then does the group give them to whoever
// is left. So a run whose own partitions are read looks at the others: it goes on while one of them is behind and
// nobody moves it, for a session's time, and says so if it is still like that then.
#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "kafka/error.h"
#include "kafka/loop.h"
#include "kafka/loop_guard.h"

namespace norm::kafka {
namespace {

using namespace std::chrono_literals;

constexpr auto kAsk = 1s;
constexpr auto kLookAgain = 500ms;

std::optional<std::int64_t> told(const rd_kafka_topic_partition_t& partition) {
  if (partition.err != RD_KAFKA_RESP_ERR_NO_ERROR || partition.offset < 0) return std::nullopt;
  return partition.offset;
}

}  // namespace

// None: the cluster does not say just now.
std::optional<std::vector<Loop::Name>> Loop::partitions_of_others() {
  const bool all = std::any_of(options_.topics.begin(), options_.topics.end(),
                               [](const std::string& topic) { return topic.starts_with('^'); });
  const rd_kafka_metadata_t* raw = nullptr;
  // Without `all` those that this client knows, which are the topics that it subscribes to and has looked at.
  if (rd_kafka_metadata(consumer_.get(), all ? 1 : 0, nullptr, &raw, to_ms(kAsk)) != RD_KAFKA_RESP_ERR_NO_ERROR) {
    return std::nullopt;
  }
  const MetadataHandle metadata(raw);
  std::vector<Name> names;
  for (int i = 0; i < metadata->topic_cnt; ++i) {
    const rd_kafka_metadata_topic_t& topic = metadata->topics[i];
    if (std::none_of(options_.topics.begin(), options_.topics.end(),
                     [&](const std::string& read) { return subscribes(read, topic.topic); })) {
      continue;
    }
    for (int k = 0; k < topic.partition_cnt; ++k) {
      if (!engine_.find(topic.topic, topic.partitions[k].id)) names.emplace_back(topic.topic, topic.partitions[k].id);
    }
  }
  return names;
}

// Where they stand and where they end, of those that are behind; none: the cluster does not say just now.
std::optional<std::vector<Loop::Other>> Loop::others_behind() {
  const auto names = partitions_of_others();
  if (!names) return std::nullopt;
  std::vector<Other> behind;
  if (names->empty()) return behind;
  const PartitionsHandle committed = make_partitions(names->size());
  for (const Name& name : *names) rd_kafka_topic_partition_list_add(committed.get(), name.first.c_str(), name.second);
  const auto ask = [&](std::int64_t where) {
    PartitionsHandle list(rd_kafka_topic_partition_list_copy(committed.get()));
    for (int i = 0; i < list->cnt; ++i) list->elems[i].offset = where;
    const bool answered =
        rd_kafka_offsets_for_times(consumer_.get(), list.get(), to_ms(kAsk)) == RD_KAFKA_RESP_ERR_NO_ERROR;
    return answered ? std::move(list) : nullptr;
  };
  const PartitionsHandle begins = ask(RD_KAFKA_OFFSET_BEGINNING);
  const PartitionsHandle ends = ask(RD_KAFKA_OFFSET_END);
  if (!begins || !ends ||
      rd_kafka_committed(consumer_.get(), committed.get(), to_ms(kAsk)) != RD_KAFKA_RESP_ERR_NO_ERROR) {
    return std::nullopt;
  }
  for (int i = 0; i < committed->cnt; ++i) {
    Name name(committed->elems[i].topic, committed->elems[i].partition);
    const auto find = [&](const PartitionsHandle& list) {
      const auto* const found = rd_kafka_topic_partition_list_find(list.get(), name.first.c_str(), name.second);
      return found == nullptr ? std::nullopt : told(*found);
    };
    const auto begin = find(begins);
    const auto end = find(ends);
    if (!begin || !end || committed->elems[i].err != RD_KAFKA_RESP_ERR_NO_ERROR) return std::nullopt;
    const std::int64_t last = ends_.try_emplace(name, *end).first->second;  // as first seen, like our own
    const auto group = told(committed->elems[i]);
    if (!group && options_.start_at == StartAt::latest) continue;
    const std::int64_t place = std::max(group.value_or(*begin), *begin);
    if (place < last) behind.push_back({std::move(name), place, last});
  }
  return behind;
}

void Loop::look_at_others(Clock::time_point now) {
  if (now < look_at_others_at_) return;
  const auto behind = others_behind();
  const Clock::time_point after = read_clock();
  look_at_others_at_ = after + kLookAgain;
  if (!behind) {
    if (!others_silent_since_) others_silent_since_ = after;
    if (after - *others_silent_since_ < others_patience_) return;
    fail(make_error(RD_KAFKA_RESP_ERR__TIMED_OUT, "cannot ask how far the group's other members are"));
    return;
  }
  others_silent_since_.reset();
  if (behind->empty()) engine_.others_read();
  for (const Other& other : *behind) {
    Standing& standing = others_standing_.try_emplace(other.name, Standing{other.place, after}).first->second;
    if (standing.place != other.place) standing = {other.place, after};
    if (after - standing.since < others_patience_) continue;
    fail({.code = 0,
          .name = "NOT_ALL_READ",
          .message =
              fmt::format("{} [{}] is another member's and not read to its end: the group is at {} of {}, and has "
                          "not moved for {} s; end that member, or see what holds it up",
                          other.name.first, other.name.second, other.place, other.end,
                          std::chrono::duration_cast<std::chrono::seconds>(after - standing.since).count())});
    return;
  }
}

// Who has which partition has changed: looked at anew.
void Loop::forget_others() {
  others_silent_since_.reset();
  others_standing_.clear();
  look_at_others_at_ = {};
}

}  // namespace norm::kafka
