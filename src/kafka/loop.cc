// Reading and judging: see loop.h.
#include "kafka/loop.h"

#include <fmt/format.h>
#include <norm/report.h>

#include <algorithm>
#include <exception>

#include "kafka/error.h"

namespace norm::kafka {
namespace {

using namespace std::chrono_literals;

// Looking after lanes costs a little for each of them: not after every record while records flow.
constexpr unsigned kTurnsUntended = 64;
// Held records judged a lane and turn, so that polling goes on however slow the handler is.
constexpr int kHeldPerTurn = 16;

}  // namespace

Result<Summary, Error> Loop::run(const Handler& handler) {
  if (auto error = subscribe()) return Failure(*std::move(error));
  next_commit_ = Clock::now() + options_.commit_interval;
  while (!ended()) turn(handler);
  close();
  if (failure_) return Failure(*failure_);
  return summary();
}

bool Loop::ended() const {
  if (stopping_.load(std::memory_order_relaxed) || failure_) return true;
  const bool all_read =
      finishing_ || (options_.until_end && got_partitions_ &&
                     std::all_of(lanes_.begin(), lanes_.end(), [](const auto& l) { return l.second.at_end; }));
  return all_read && std::all_of(lanes_.begin(), lanes_.end(), [](const auto& l) { return l.second.pending() == 0; });
}

void Loop::turn(const Handler& handler) {
  // How long to wait is worked out only where nothing came the last time.
  MessageHandle raw(rd_kafka_consumer_poll(consumer_.get(), flowing_ ? 0 : to_ms(patience(Clock::now()))));
  flowing_ = raw != nullptr;
  if (raw) take(std::move(raw), handler);
  if (!flowing_ || ++turns_untended_ >= kTurnsUntended) {
    turns_untended_ = 0;
    tend(handler);
  }
}

Loop::Millis Loop::patience(Clock::time_point now) const {
  Millis wait = 100ms;  // also how late `stop` may be noticed
  if (commit_under_way_) wait = 20ms;
  if (!flights_.empty()) wait = 2ms;
  const auto no_later_than = [&](Clock::time_point due) {
    const auto left = std::chrono::ceil<Millis>(due - now);
    wait = std::clamp(left, 0ms, wait);
  };
  for (const auto& [key, lane] : lanes_) {
    if (lane.handling.waiting()) no_later_than(lane.handling.due_at());
    if (lane.delivering.waiting()) no_later_than(lane.delivering.due_at());
    if (!lane.held.empty() && !lane.blocked()) return 0ms;
  }
  return wait;
}

void Loop::take(MessageHandle raw, const Handler& handler) {
  if (raw->err != RD_KAFKA_RESP_ERR_NO_ERROR) {
    take_error(*raw);
    return;
  }
  Lane* lane = lanes_.find(rd_kafka_topic_name(raw->rkt), raw->partition);
  // Not read, so not counted and never committed: what comes after the end or the limit, or for a lane that is gone.
  if (lane == nullptr || lane->at_end || finishing_) return;
  const std::int64_t offset = raw->offset;
  if (lane->end && offset >= *lane->end) {
    lane->at_end = true;
    return;
  }
  if (!lane->state.read(offset)) {
    // The log was cut below where we were and reading begins anew: what we knew is of another log.
    const std::string topic = lane->topic;
    const auto end = lane->end;
    const bool paused = lane->paused;
    retire(*lane);
    lane = &lanes_.add(topic, raw->partition, next_epoch_++);
    lane->end = end;
    lane->paused = paused;
    (void)lane->state.read(offset);
  }
  ++totals_.read;
  if (options_.max_records != 0 && totals_.read >= options_.max_records) finishing_ = true;
  if (lane->end && offset + 1 >= *lane->end) lane->at_end = true;
  if (lane->blocked() || !lane->held.empty()) {
    lane->hold_last(Message(std::move(raw)));
  } else {
    judge(*lane, Message(std::move(raw)), handler);
  }
}

void Loop::take_error(const rd_kafka_message_t& raw) {
  if (raw.err == RD_KAFKA_RESP_ERR__PARTITION_EOF) {
    Lane* const lane = lanes_.find(rd_kafka_topic_name(raw.rkt), raw.partition);
    if (lane != nullptr && (!lane->end || raw.offset >= *lane->end)) lane->at_end = true;
    return;
  }
  const std::string topic = raw.rkt == nullptr ? std::string() : rd_kafka_topic_name(raw.rkt);
  const std::string doing = topic.empty() ? fmt::format("reading as group {}", options_.group)
                                          : fmt::format("reading {} as group {}", topic, options_.group);
  Error error = raw.err == RD_KAFKA_RESP_ERR__FATAL ? make_fatal_error(consumer_.get()) : make_error(raw.err, doing);
  if (error.fatal || is_permanent(raw.err)) {
    fail(std::move(error));
  } else {
    on_error(consumer_.get(), raw.err, error.message.c_str(), this);
  }
}

void Loop::judge(Lane& lane, Message message, const Handler& handler) {
  const Record& record = message.record();
  const std::int64_t offset = record.offset;
  const std::uint32_t attempts = lane.handling.attempts() + 1;
  std::optional<Result<Decoded, DecodeError>> decoded;
  if (record.value) {
    decoded.emplace(decoder_.decode(*record.value));
    if (!*decoded) {
      const DecodeError& error = decoded->error();
      reject(lane, std::move(message), classify(error), to_lines(error), &error, attempts);
      return;
    }
  } else if (options_.tombstones == Tombstones::skip) {
    lane.state.end(lane.state.epoch(), offset, Ending::skipped);
    return;
  } else if (options_.tombstones == Tombstones::error) {
    reject(lane, std::move(message), {ErrorClass::payload, ErrorStage::decode}, "the value is null (a tombstone)",
           nullptr, attempts);
    return;
  }
  const Outcome outcome = call(handler, record, decoded ? &**decoded : nullptr);
  if (outcome.kind == Outcome::Kind::retry) ++totals_.retries;
  const Step step = next_step(outcome.kind, attempts, options_.max_attempts);
  if (step == Step::block) {
    block(lane, std::move(message), outcome);
    return;
  }
  switch (step) {
    case Step::finish: lane.state.end(lane.state.epoch(), offset, Ending::done); break;
    case Step::skip: lane.state.end(lane.state.epoch(), offset, Ending::skipped); break;
    case Step::pass_on: pass_on(lane, std::move(message), outcome.text); break;
    case Step::error_topic:
      reject(lane, std::move(message), {ErrorClass::handler, ErrorStage::handle}, outcome.text, nullptr, attempts);
      break;
    case Step::exhausted:
      reject(lane, std::move(message), {ErrorClass::exhausted, ErrorStage::handle}, outcome.text, nullptr, attempts);
      break;
    case Step::stop:
      fail({.code = 0,
            .name = "HANDLER_FATAL",
            .message = fmt::format("the handler gave up at {} [{}] offset {}: {}", lane.topic, lane.partition, offset,
                                   outcome.text),
            .fatal = true});
      break;
    case Step::block: break;
  }
  if (lane.handling.waiting()) {
    lane.handling.clear();
    unblock(lane, offset);
  }
}

Outcome Loop::call(const Handler& handler, const Record& record, const Decoded* document) const {
  // The adapter's only catch: what a handler throws must not tear the loop down between two states.
  try {
    return handler(record, document);
  } catch (const std::exception& thrown) {
    return {options_.on_exception, thrown.what(), {}};
  } catch (...) {
    return {options_.on_exception, "the handler threw something that is no std::exception", {}};
  }
}

void Loop::block(Lane& lane, Message message, const Outcome& outcome) {
  const bool first = !lane.handling.waiting();
  if (first) {
    lane.first_failure_ms =
        std::chrono::duration_cast<Millis>(std::chrono::system_clock::now().time_since_epoch()).count();
  }
  lane.handling.fail(Clock::now(), options_.backoff, random_, outcome.after);
  if (first) emit({Event::Kind::blocked, lane.topic, lane.partition, message.offset(), 1, outcome.text});
  lane.hold_first(std::move(message));
  update_pauses();  // at once: each further record that is fetched for this partition would have to be held
}

void Loop::unblock(Lane& lane, std::int64_t offset) {
  if (!lane.blocked()) emit({Event::Kind::unblocked, lane.topic, lane.partition, offset, 0, {}});
}

void Loop::tend(const Handler& handler) {
  take_reports(0ms);
  take_commits(0ms);
  const Clock::time_point now = Clock::now();
  for (auto& [key, lane] : lanes_) tend_lane(lane, now, handler);
  update_pauses();
  if (now >= next_commit_) {
    next_commit_ = now + options_.commit_interval;
    begin_commit();
  }
  if (auto error = deliverer_.fatal_error()) fail(*std::move(error));
}

void Loop::tend_lane(Lane& lane, Clock::time_point now, const Handler& handler) {
  if (lane.unsent != 0 && lane.delivering.due(now)) resend(lane);
  int left = kHeldPerTurn;
  while (!lane.held.empty() && left-- > 0 && !ended()) {
    if (lane.delivering.waiting() || (lane.handling.waiting() && !lane.handling.due(now))) break;
    judge(lane, lane.take_held(), handler);
  }
  const bool handling = lane.handling.remind(now, options_.still_blocked_every);
  const bool delivering = lane.delivering.remind(now, options_.still_blocked_every);
  if (handling || delivering) {
    const Retry& retry = handling ? lane.handling : lane.delivering;
    const std::int64_t offset = handling ? lane.held.front().offset() : lane.outgoing.begin()->first;
    const auto waited = std::chrono::duration_cast<std::chrono::seconds>(now - retry.first_failure());
    emit({Event::Kind::still_blocked, lane.topic, lane.partition, offset, retry.attempts(),
          fmt::format("for {} s", waited.count())});
  }
}

void Loop::update_pauses() {
  std::size_t records = 0;
  std::size_t bytes = 0;
  for (const auto& [key, lane] : lanes_) {
    records += lane.pending();
    bytes += lane.pending_bytes;
  }
  // Half-way back before reading goes on: each pause costs a new fetch.
  const std::size_t share = crowded_ ? 2 : 1;
  crowded_ = records > options_.max_pending / share || bytes > options_.max_pending_bytes / share;

  PartitionsHandle pause;
  PartitionsHandle resume;
  for (auto& [key, lane] : lanes_) {
    const bool wanted = crowded_ || finishing_ || lane.at_end || lane.blocked() || !lane.held.empty();
    if (wanted == lane.paused) continue;
    PartitionsHandle& list = wanted ? pause : resume;
    if (!list) list = make_partitions(lanes_.size());
    rd_kafka_topic_partition_list_add(list.get(), lane.topic.c_str(), lane.partition);
    lane.paused = wanted;
  }
  if (pause) rd_kafka_pause_partitions(consumer_.get(), pause.get());
  if (resume) rd_kafka_resume_partitions(consumer_.get(), resume.get());
}

void Loop::reapply_pauses() {
  // An assignment may make librdkafka forget pauses of partitions that stay; pausing twice does no harm.
  for (auto& [key, lane] : lanes_) lane.paused = false;
  update_pauses();
}

void Loop::fail(Error error) {
  if (!failure_) failure_ = std::move(error);
}

void Loop::emit(Event event) const {
  if (options_.on_event) options_.on_event(event);
}

}  // namespace norm::kafka
