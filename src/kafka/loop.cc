// Turning and judging: see loop.h.
#include "kafka/loop.h"

#include <fmt/format.h>

#include <algorithm>
#include <ctime>
#include <functional>
#include <type_traits>
#include <utility>

#include "kafka/error.h"

namespace norm::kafka {
namespace {

using namespace std::chrono_literals;

// Looking after everything costs a little for each partition: not after every record while records flow.
constexpr unsigned kTurnsUntended = 64;
// But a handler may take its time.
constexpr auto kUntended = 20ms;
// Records judged a turn, so that polling goes on however many are waiting.
constexpr int kJudgedPerTurn = 16;

// Tells keys apart; 0 is the engine's word for a whole partition. A record without a key waits for no other.
std::uint64_t lane_of(const Record& record) {
  if (record.key) return std::hash<std::string_view>{}(*record.key) | 1U;
  return static_cast<std::uint64_t>(record.offset) * 2 + 2;
}

}  // namespace

Result<Summary, Error> Loop::run(const Handler& handler) {
  if (auto error = subscribe()) return Failure(*std::move(error));
  if (options_.workers != 0) {
    std::shared_ptr<const void> records = slots_;
    if (watch_) records = std::make_shared<std::pair<decltype(slots_), decltype(records)>>(slots_, watch_->traces());
    workers_ = std::make_unique<Workers>(options_, schemas_, handler, once_, std::move(records), [this] {
      answered_.store(true, std::memory_order_release);
      rd_kafka_queue_yield(inbox_.get());
    });
  }
  while (engine_.phase() != Phase::ended) turn(handler);
  withdraw();
  finish_workers();
  carry_out(handler);
  if (watch_) {
    tell(Clock::now());
    watch_->state({}, once_->duplicates());  // nothing is ours any more
  }
  alerts_.flush();
  if (failure_) return Failure(*failure_);
  return summary();
}

// librdkafka's objects go before its client: destroying that waits for them.
Loop::~Loop() {
  workers_.reset();
  backlog_.clear();
  slots_.reset();
  revoking_.reset();
  for (auto& [name, queue] : fetched_) {
    while (EventHandle(rd_kafka_queue_poll(queue.get(), 0))) {
    }
  }
  fetched_.clear();
  leaving_.reset();
  log_.reset();
  deliverer_log_.reset();
  inbox_.reset();
  commits_.reset();
  if (!consumer_ || destroy_client(consumer_.release())) return;
  alerts_.post({.kind = Event::Kind::left_behind,
                .message = "librdkafka's consumer did not end in time; its threads are left behind"});
}

// A handler that is still busy has a message, and a message keeps the client alive; but the end has its deadline.
void Loop::finish_workers() {
  if (!workers_) return;
  const std::vector<Ref> left = workers_->finish(end_by_.value_or(Clock::now()));
  take_answers();
  workers_.reset();
  for (const Ref& ref : left) {
    const Record& record = slots_->at(ref.slot).message.record();
    ++left_behind_;
    alerts_.post({.kind = Event::Kind::left_behind,
                  .topic = std::string(record.topic),
                  .partition = record.partition,
                  .offset = record.offset,
                  .message = "its handler has not come back; the thread is left behind"});
  }
}

void Loop::turn(const Handler& handler) {
  if (engine_.phase() == Phase::leaving) {
    backlog_.clear();
    next_ = 0;
    serve_leaving();
    flowing_ = false;
  } else if (engine_.rests()) {
    deliverer_.wait(1ms);
    flowing_ = false;
  } else {
    refill();
    glance_at_clock();
    flowing_ = next_ < backlog_.size();
    if (flowing_) take(std::move(backlog_[next_++]), handler);
  }
  if (answered_.load(std::memory_order_relaxed)) take_answers();
  if (!flowing_ || ++turns_untended_ >= kTurnsUntended || now_ - tended_at_ >= kUntended) tend();
  carry_out(handler);
}

Loop::Millis Loop::patience(Clock::time_point now) const {
  if (!judges_.empty() || answered_.load(std::memory_order_relaxed)) return 0ms;
  Millis wait = 100ms;  // also how late `stop` may be noticed
  // Its answer wakes nobody; at the end somebody waits for it.
  if (engine_.waits_for_commit()) wait = engine_.phase() == Phase::running ? 20ms : 1ms;
  if (!all_landed()) wait = 2ms;
  if (const auto due = engine_.due()) wait = std::clamp(std::chrono::ceil<Millis>(*due - now), 0ms, wait);
  return wait;
}

void Loop::take(MessageHandle raw, const Handler& handler) {
  if (raw->err != RD_KAFKA_RESP_ERR_NO_ERROR) {
    take_error(*raw);
    return;
  }
  // Not read, so not counted and never committed: what comes for a partition that is gone, or after the end.
  const auto epoch = engine_.find(rd_kafka_topic_name(raw->rkt), raw->partition);
  if (!epoch) return;
  const std::int64_t offset = raw->offset;
  if (engine_.skips(*epoch, offset)) look_for_gone(*epoch, offset);
  const std::size_t bytes = raw->len + raw->key_len;
  prefetch_.took(bytes);
  read_bytes_ += bytes + kRecordCost;
  const std::uint32_t slot = slots_->put(std::move(raw));
  const std::uint64_t lane = options_.order == Order::key ? lane_of(slots_->at(slot).message.record()) : 1;
  const Ref ref{*epoch, offset, slot};
  switch (engine_.fetched(*epoch, offset, bytes, lane, slot, now_)) {
    case Fetched::unwanted: slots_->release(slot); break;
    case Fetched::held: break;
    case Fetched::judge: begin(ref, handler); break;
  }
}

void Loop::take_error(const rd_kafka_message_t& raw) {
  const std::string topic = raw.rkt == nullptr ? std::string() : rd_kafka_topic_name(raw.rkt);
  if (raw.err == RD_KAFKA_RESP_ERR__PARTITION_EOF) {
    const auto epoch = engine_.find(topic, raw.partition);
    if (!epoch) return;
    if (engine_.skips(*epoch, raw.offset)) look_for_gone(*epoch, raw.offset);
    if (options_.until_end) engine_.reached_end(*epoch, raw.offset);
    return;
  }
  const std::string doing = topic.empty() ? fmt::format("reading as group {}", options_.group)
                                          : fmt::format("reading {} as group {}", topic, options_.group);
  Error error = raw.err == RD_KAFKA_RESP_ERR__FATAL ? make_fatal_error(consumer_.get()) : make_error(raw.err, doing);
  if (error.fatal || is_permanent(raw.err)) {
    fail(std::move(error));
  } else {
    on_error(consumer_.get(), raw.err, error.message.c_str(), this);
  }
}

Clock::time_point Loop::read_clock() {
  now_ = std::max(now_, Clock::now());
  return now_;
}

// The time of the kernel's last tick, which is a few milliseconds ago and a fifth of the price: good enough for what is
// asked of each record. (Linux's steady clock is CLOCK_MONOTONIC.)
void Loop::glance_at_clock() {
#ifdef CLOCK_MONOTONIC_COARSE
  timespec tick{};
  clock_gettime(CLOCK_MONOTONIC_COARSE, &tick);
  const auto since = std::chrono::seconds(tick.tv_sec) + std::chrono::nanoseconds(tick.tv_nsec);
  now_ = std::max(now_, Clock::time_point(std::chrono::duration_cast<Clock::duration>(since)));
#else
  read_clock();
#endif
}

void Loop::tend() {
  const Clock::time_point now = read_clock();
  turns_untended_ = 0;
  tended_at_ = now;
  take_reports();
  take_commits();
  if (watch_) tell(now);
  if (prefetch_.wants_waking(rd_kafka_queue_length(inbox_.get()))) wake_fetchers();
  if (read_bytes_ >= options_.max_pending_bytes / 4) let_go();
  if (resuming_.exchange(false, std::memory_order_relaxed)) engine_.resume(now);
  if (stopping_.load(std::memory_order_relaxed) || failure_) engine_.stop(now);
  if (auto error = deliverer_.fatal_error()) {
    fail(*std::move(error));
    engine_.give_up_sending(now);
  }
  if (rd_kafka_fatal_error(consumer_.get(), nullptr, 0) != RD_KAFKA_RESP_ERR_NO_ERROR) {
    fail(make_fatal_error(consumer_.get()));
    engine_.abort();  // it can neither commit nor leave, and closing it does not return (2.0.2)
  }
  // A session may run out while the group waits for partitions that are being drained.
  if (revoking_ && rd_kafka_assignment_lost(consumer_.get()) != 0) engine_.lost({}, now);
  engine_.tick(now);
  if (engine_.awaits_others()) look_at_others(now);
  if (engine_.phase() == Phase::running) return;
  withdraw();
  if (!end_by_) end_by_ = now + options_.drain_timeout + options_.commit_timeout + options_.close_timeout;
}

void Loop::carry_out(const Handler& handler) {
  int left = kJudgedPerTurn;
  while (engine_.has_commands() || !judges_.empty()) {
    engine_.take_commands(commands_);
    for (Command& command : commands_) {
      std::visit(
          [&](auto& wanted) {
            using T = std::decay_t<decltype(wanted)>;
            if constexpr (std::is_same_v<T, Judge>) {
              if (workers_) {
                begin(wanted.ref, handler);
              } else {
                judges_.push_back(wanted.ref);
              }
            } else if constexpr (std::is_same_v<T, Send>) {
              send(wanted);
            } else if constexpr (std::is_same_v<T, Release>) {
              release(wanted.ref.slot);
            } else if constexpr (std::is_same_v<T, Commit>) {
              commit(wanted);
            } else if constexpr (std::is_same_v<T, Pause>) {
              pause(wanted.epochs);
            } else if constexpr (std::is_same_v<T, Resume>) {
              resume(wanted.epochs);
            } else if constexpr (std::is_same_v<T, GiveBack>) {
              give_back();
            } else if constexpr (std::is_same_v<T, Leave>) {
              leave();
            } else if constexpr (std::is_same_v<T, Fail>) {
              fail(std::move(wanted.error));
            } else {
              static_assert(std::is_same_v<T, Alert>);
              const Event& event = wanted.event;
              if (event.kind == Event::Kind::revoked || event.kind == Event::Kind::lost) {
                once_->release(event.topic, event.partition);
              }
              alerts_.post(std::move(wanted.event));
            }
          },
          command);
    }
    if (!judges_.empty() && left-- > 0 && engine_.phase() == Phase::running) {
      const Ref ref = judges_.front();
      judges_.pop_front();
      begin(ref, handler);
    } else if (commands_.empty()) {
      return;
    }
  }
}

void Loop::tell(Clock::time_point now) {
  const auto lines_of = [&](const QueueHandle& queue, const rd_kafka_t* client) {
    while (queue) {
      const EventHandle event(rd_kafka_queue_poll(queue.get(), 0));
      if (!event) return;
      watch_->log(client, *event);
    }
  };
  lines_of(log_, consumer_.get());
  lines_of(deliverer_log_, deliverer_.client());
  if (!watch_->looks_again(now)) return;
  watch_->state(look_at(engine_, consumer_.get(), now), once_->duplicates());
}

void Loop::begin(const Ref& ref, const Handler& handler) {
  if (watch_) watch_->begin(ref.slot, slots_->at(ref.slot).message.record());
  if (workers_) {
    workers_->post(ref, slots_->at(ref.slot).message.record(), watch_ ? watch_->trace(ref.slot) : std::string_view());
  } else {
    judge(ref, handler);
  }
}

void Loop::judge(const Ref& ref, const Handler& handler) {
  const Record& record = slots_->at(ref.slot).message.record();
  if (watch_ && is_timed(options_)) {
    answer(ref, judge_timed(record, watch_->trace(ref.slot), decoders_, handler, options_, *once_));
  } else {
    answer(ref, judge_record(record, decoders_, handler, options_, *once_));
  }
}

void Loop::answer(const Ref& ref, std::optional<Judgement> judgement) {
  if (judgement) {
    answer_at_length(ref, *std::move(judgement));
  } else if (engine_.judged(ref, {}, now_)) {
    release(ref.slot);
  }
}

void Loop::answer_at_length(const Ref& ref, Judgement judgement) {
  Held& held = slots_->at(ref.slot);
  if (judgement.kind == Answer::Kind::pass_on && !judgement.audit &&
      std::find(options_.produces.begin(), options_.produces.end(), judgement.text) == options_.produces.end()) {
    fail(config_error(fmt::format("the handler passes records on to {}, which ConsumerOptions::produces does not name",
                                  judgement.text)));
    engine_.withdrawn(ref, read_clock());
    return;
  }
  if (watch_) watch_->judged(ref.slot, held.message.record(), judgement, engine_.partition(ref.epoch) != nullptr);
  Answer answer;
  answer.kind = judgement.kind;
  if (answer.kind == Answer::Kind::ok || answer.kind == Answer::Kind::skip) {
    if (engine_.judged(ref, answer, now_)) release(ref.slot);
    return;
  }
  const Judgement& kept = held.judgement.emplace(std::move(judgement));
  answer.error = kept.error;
  answer.text = kept.text;
  answer.after = kept.after;
  if (answer.kind == Answer::Kind::reject) answer.hops = hops(held.message.record().headers);
  if (engine_.judged(ref, answer, read_clock())) release(ref.slot);
}

void Loop::release(std::uint32_t slot) {
  if (watch_) watch_->released(slot, slots_->at(slot).message.record());
  slots_->release(slot);
}

void Loop::take_answers() {
  answered_.store(false, std::memory_order_relaxed);
  for (Workers::Judged& judged : workers_->take()) answer(judged.ref, std::move(judged.judgement));
}

void Loop::withdraw() {
  const Clock::time_point now = read_clock();
  for (const Ref& ref : judges_) engine_.withdrawn(ref, now);
  judges_.clear();
  if (!workers_) return;
  for (const Ref& ref : workers_->withdraw()) engine_.withdrawn(ref, now);
}

void Loop::fail(Error error) {
  if (!failure_) failure_ = std::move(error);
  engine_.stop(read_clock());
}

Summary Loop::summary() const {
  Summary summary = engine_.summary();
  summary.events_lost = alerts_.lost();
  summary.duplicates = once_->duplicates();
  summary.unknown_outcomes = once_->unknown_outcomes();
  summary.left_behind = left_behind_;
  return summary;
}

}  // namespace norm::kafka
