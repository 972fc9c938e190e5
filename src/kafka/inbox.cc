// What librdkafka has fetched, on its way into the loop: see loop.h.
#include <librdkafka/rdkafka.h>

#include <array>
#include <chrono>
#include <utility>
#include <vector>

#include "kafka/loop.h"

namespace norm::kafka {
namespace {

using namespace std::chrono_literals;

// Far below any max.poll.interval.ms.
constexpr auto kPollAgain = 500ms;

}  // namespace

void Loop::refill() {
  if (next_ == backlog_.size()) {
    poll();
  } else if (now_ - polled_at_ >= kPollAgain) {
    poll_between();
  }
}

// One at a time where little comes; else as many as are there, without waiting, at half the price.
//
// librdkafka 2.0.2 is known to skip offsets in batches, for it counts a batch as read when it hands it over: whoever
// pauses or seeks in between and drops the rest loses it. Here nothing is dropped but what is asked back, and only this
// thread pauses.
void Loop::poll() {
  backlog_.clear();
  next_ = 0;
  if (flowing_) {
    std::array<rd_kafka_message_t*, Prefetch::kBatch> raw{};
    const ssize_t count = rd_kafka_consume_batch_queue(inbox_.get(), 0, raw.data(), prefetch_.batch());
    for (ssize_t i = 0; i < count; ++i) backlog_.emplace_back(raw[static_cast<std::size_t>(i)]);
  } else if (rd_kafka_message_t* const raw = rd_kafka_consumer_poll(consumer_.get(), to_ms(patience(read_clock())))) {
    backlog_.emplace_back(raw);
  }
  polled_at_ = read_clock();
  if (std::exchange(asked_back_, false)) sift();
}

// The handler takes so long that the group would give us up before all of the backlog is through.
void Loop::poll_between() {
  if (rd_kafka_message_t* const raw = rd_kafka_consumer_poll(consumer_.get(), 0)) backlog_.emplace_back(raw);
  polled_at_ = read_clock();
  if (std::exchange(asked_back_, false)) sift();
}

// What is asked back and not yet looked at was never read. It must go now: when the partition is given to us once more,
// it would be taken for what comes first.
void Loop::sift() {
  const auto stays = [&](const MessageHandle& raw) {
    if (raw->rkt == nullptr) return true;
    const auto epoch = engine_.find(rd_kafka_topic_name(raw->rkt), raw->partition);
    if (!epoch) return false;
    const PartitionPhase phase = engine_.partition(*epoch)->phase;
    return phase == PartitionPhase::active || phase == PartitionPhase::fenced;
  };
  std::vector<MessageHandle> left;
  for (; next_ < backlog_.size(); ++next_) {
    if (stays(backlog_[next_])) left.push_back(std::move(backlog_[next_]));
  }
  backlog_ = std::move(left);
  next_ = 0;
}

// A message keeps the whole fetch answer that it came in, which may be megabytes. Most go within moments; but one that
// is tried again, whose key or partition waits for one, or that no topic takes, would keep its answer for hours, and a
// thousand of them a thousand answers. So each time that a quarter of the budget has been read, those that were there
// the time before already are copied. One that a handler has is left alone: as many answers as there are workers.
void Loop::let_go() {
  read_bytes_ = 0;
  for (const Epoch epoch : engine_.epochs()) {
    for (const Entry& entry : engine_.partition(epoch)->ledger.entries()) {
      if (ended(entry.state) || entry.state == RecordState::judging) continue;
      Held& held = slots_->at(entry.slot);
      if (std::exchange(held.stays, true)) held.message.let_go();
    }
  }
}

// A request of which only the sending matters, to each broker that leads a partition of ours: see Prefetch. Nothing
// waits for the answer; librdkafka drops it.
void Loop::wake_fetchers() {
  const PartitionsHandle ask = make_partitions(fetched_.size());
  for (const Epoch epoch : engine_.epochs()) {
    const Partition& partition = *engine_.partition(epoch);
    rd_kafka_topic_partition_list_add(ask.get(), partition.topic.c_str(), partition.partition)->offset =
        RD_KAFKA_OFFSET_END;
  }
  if (ask->cnt != 0) (void)rd_kafka_offsets_for_times(consumer_.get(), ask.get(), 0);
}

}  // namespace norm::kafka
