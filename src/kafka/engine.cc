// Reading and judging: see engine.h.
#include "kafka/engine.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace norm::kafka {
namespace {

using namespace std::chrono_literals;

// Answers that say nothing about what the handler depends on.
bool is_handlers(const Answer& answer) {
  return answer.kind != Answer::Kind::reject || answer.error.stage == ErrorStage::handle;
}

// Jobs waiting for a worker, a worker: enough that none idles while its next one is fetched from the engine.
constexpr std::size_t kJobsPerWorker = 8;

// A record that waits for longer than this for another one holds up more than itself: said, and its partition paused.
constexpr auto kLongWait = 1s;
// Between two looks whether the other one has ended.
constexpr auto kLookAgain = 20ms;

}  // namespace

std::string_view name(Phase phase) {
  switch (phase) {
    case Phase::running: return "running";
    case Phase::draining: return "draining";
    case Phase::committing: return "committing";
    case Phase::leaving: return "leaving";
    case Phase::ended: return "ended";
  }
  return "";
}

Engine::Engine(const ConsumerOptions& options, std::uint64_t seed)
    : options_(options),
      slots_(options.workers == 0 ? 1 : options.workers * kJobsPerWorker),
      random_(seed),
      flood_(options.flood),
      circuit_(options.circuit) {}

Partition* Engine::get(Epoch epoch) {
  if (last_ != nullptr && last_->epoch == epoch) return last_;
  const auto found = partitions_.find(epoch);
  if (found == partitions_.end()) return nullptr;
  last_ = &found->second;
  return last_;
}

const Partition* Engine::partition(Epoch epoch) const {
  const auto found = partitions_.find(epoch);
  return found == partitions_.end() ? nullptr : &found->second;
}

std::optional<Epoch> Engine::find(std::string_view topic, std::int32_t partition) {
  if (last_ != nullptr && last_->partition == partition && last_->topic == topic) return last_->epoch;
  const auto found = names_.find(std::pair(std::string(topic), partition));
  return found == names_.end() ? std::nullopt : std::optional(found->second);
}

std::vector<Epoch> Engine::epochs() const {
  std::vector<Epoch> all;
  all.reserve(names_.size());
  for (const auto& [name, epoch] : names_) all.push_back(epoch);
  return all;
}

void Engine::alert(Event::Kind kind, const Partition* partition, std::int64_t offset, std::uint32_t attempts,
                   std::string text) {
  Event event{kind, {}, -1, offset, attempts, std::move(text)};
  if (partition != nullptr) {
    event.topic = partition->topic;
    event.partition = partition->partition;
  }
  commands_.push_back(Alert{std::move(event)});
}

void Engine::take_commands(std::vector<Command>& into) {
  into.clear();
  std::swap(into, commands_);
}

// ---- in

Fetched Engine::fetched(Epoch epoch, std::int64_t offset, std::size_t bytes, std::uint64_t lane, std::uint32_t slot,
                        Time now) {
  Partition* partition = get(epoch);
  if (partition == nullptr || !reading() || partition->at_end) return Fetched::unwanted;
  if (partition->phase != PartitionPhase::active && partition->phase != PartitionPhase::fenced)
    return Fetched::unwanted;
  if (partition->end && offset >= *partition->end) {
    partition->at_end = true;
    return Fetched::unwanted;
  }
  Entry* entry = partition->ledger.add(offset);
  if (entry == nullptr) {
    // The log was cut below where we were and reading begins anew: what we knew is of another log.
    Partition fresh(partition->topic, partition->partition, next_epoch_++);
    fresh.end = partition->end;
    fresh.paused = partition->paused;
    drop(epoch, std::nullopt);
    names_[{fresh.topic, fresh.partition}] = fresh.epoch;
    const Epoch renewed = fresh.epoch;
    partition = &partitions_.emplace(renewed, std::move(fresh)).first->second;
    entry = partition->ledger.add(offset);
  }
  partition->position = offset + 1;
  entry->bytes = static_cast<std::uint32_t>(bytes);
  entry->slot = slot;
  entry->lane = options_.order == Order::partition ? kWholePartition : lane;
  ++totals_.read;
  pending_.add(1, bytes);
  partition->held.add(1, bytes);
  if (options_.max_records != 0 && totals_.read >= options_.max_records) finishing_ = true;
  if (partition->end && offset + 1 >= *partition->end) partition->at_end = true;
  Lane& own = partition->open_lane(entry->lane);
  const bool at_once = partition->epoch == epoch && may_judge_at_once(*partition, own);
  own.push(offset, bytes);
  if (at_once) {
    (void)partition->ledger.apply(*entry, RecordEvent::judge);
    own.busy = true;
    ++running_;
  } else {
    if (own.retry.waiting()) partition->stuck.add(1, bytes);
    enqueue(*partition, entry->lane, own, now);
    dispatch(now);
  }
  if (!crowded_ && !rest_until_ && is_crowded()) update_pauses(now);
  return at_once ? Fetched::judge : Fetched::held;
}

// What dispatch would do with it, had it all else behind it.
bool Engine::may_judge_at_once(const Partition& partition, const Lane& lane) const {
  return lane.empty() && !lane.busy && !lane.retry.waiting() && ready_.empty() && commands_.empty() &&
         running_ < slots_ && circuit_.state() == CircuitState::closed && !flooded_ && partition.may_judge();
}

bool Engine::skips(Epoch epoch, std::int64_t offset) {
  const Partition* const partition = get(epoch);
  return partition != nullptr && partition->position && offset > *partition->position;
}

void Engine::log_begins(Epoch epoch, std::int64_t offset, Time now) {
  Partition* const partition = get(epoch);
  if (!skips(epoch, offset) || !reading()) return;
  const std::int64_t first = std::exchange(partition->position, offset).value_or(offset);
  totals_.gone += static_cast<std::uint64_t>(offset - first);
  alert(Event::Kind::gone, partition, first, 0, "the log begins after them");
  std::get<Alert>(commands_.back()).event.last_offset = offset - 1;
  if (options_.on_gone == OnGone::go_on) return;
  commands_.push_back(Fail{{.code = 0,
                            .name = "GONE",
                            .message = fmt::format("{} [{}] offsets {} to {} left the log before they were read; go on "
                                                   "without them with on-gone continue",
                                                   partition->topic, partition->partition, first, offset - 1),
                            .fatal = true}});
  stop(now);
}

void Engine::reached_end(Epoch epoch, std::int64_t offset) {
  Partition* const partition = get(epoch);
  if (partition != nullptr && (!partition->end || offset >= *partition->end)) partition->at_end = true;
}

void Engine::enqueue(Partition& partition, std::uint64_t key, Lane& lane, Time now) {
  if (lane.queued || !lane.ready(now)) return;
  lane.queued = true;
  ready_.push_back({partition.epoch, key});
}

void Engine::wake(Partition& partition, Time now) {
  enqueue(partition, kWholePartition, partition.whole, now);
  for (auto& [key, lane] : partition.lanes) enqueue(partition, key, lane, now);
}

void Engine::dispatch(Time now) {
  if (phase_ != Phase::running || flooded_) return;
  const std::size_t slots = circuit_.state() == CircuitState::closed    ? slots_
                            : circuit_.state() == CircuitState::probing ? 1
                                                                        : 0;
  while (running_ < slots && !ready_.empty()) {
    const auto [epoch, key] = ready_.front();
    ready_.pop_front();
    Partition* const partition = get(epoch);
    Lane* const lane = partition == nullptr ? nullptr : partition->lane(key);
    if (lane == nullptr) continue;
    lane->queued = false;
    if (!partition->may_judge() || !lane->ready(now)) continue;  // it is woken when that changes
    Entry* const entry = partition->ledger.find(lane->front());
    if (entry == nullptr || !partition->ledger.apply(*entry, RecordEvent::judge)) continue;
    lane->busy = true;
    ++running_;
    commands_.emplace_back(Judge{ref_of(*partition, *entry)});
  }
}

// ---- answers

bool Engine::judged(const Ref& ref, const Answer& answer, Time now) {
  --running_;
  Partition* const partition = get(ref.epoch);
  Entry* const entry = partition == nullptr ? nullptr : partition->ledger.find(ref.offset);
  if (entry == nullptr || entry->state != RecordState::judging) {
    ++totals_.stale;
    dispatch(now);
    return true;
  }
  const std::uint64_t key = entry->lane;
  Lane& lane = *partition->lane(key);
  lane.busy = false;
  if (answer.kind == Answer::Kind::wait) {
    wait(*partition, *entry, lane, answer, now);
    dispatch(now);
    return false;
  }
  ++entry->attempts;
  lane.waits_since.reset();
  if (answer.kind == Answer::Kind::retry) {
    ++totals_.retries;
    if (circuit_.failed(partition->epoch ^ key, now, random_)) circuit_changed(answer.text, now);
  } else if (is_handlers(answer) && circuit_.succeeded()) {
    circuit_changed({}, now);
  }
  bool over = false;
  switch (answer.kind) {
    case Answer::Kind::ok:
    case Answer::Kind::skip:
      meter(FloodMeter::Verdict::valid, now);
      leave_lane(*partition, *entry, now);
      over = end(*partition, *entry, answer.kind == Answer::Kind::ok ? RecordEvent::ok : RecordEvent::skip);
      break;
    case Answer::Kind::pass_on:
      meter(FloodMeter::Verdict::valid, now);
      leave_lane(*partition, *entry, now);
      entry->route = Route::next_topic;
      (void)partition->ledger.apply(*entry, RecordEvent::route);
      if (!partition->delivering.waiting()) send(*partition, *entry);
      break;
    case Answer::Kind::reject:
      meter(FloodMeter::Verdict::invalid, now);
      reject(*partition, *entry, answer, now);
      break;
    case Answer::Kind::retry: block(*partition, *entry, lane, answer, now); break;
    case Answer::Kind::wait: break;  // above
    case Answer::Kind::fatal:
      (void)partition->ledger.apply(*entry, RecordEvent::park);
      commands_.push_back(Fail{{.code = 0,
                                .name = "HANDLER_FATAL",
                                .message = fmt::format("the handler gave up at {} [{}] offset {}: {}", partition->topic,
                                                       partition->partition, ref.offset, answer.text),
                                .fatal = true}});
      stop(now);
      break;
  }
  dispatch(now);
  return over;
}

void Engine::withdrawn(const Ref& ref, Time now) {
  --running_;
  Partition* const partition = get(ref.epoch);
  Entry* const entry = partition == nullptr ? nullptr : partition->ledger.find(ref.offset);
  if (entry == nullptr || !partition->ledger.apply(*entry, RecordEvent::withdraw)) {
    commands_.emplace_back(Release{ref});
    return;
  }
  Lane& lane = *partition->lane(entry->lane);
  lane.busy = false;
  enqueue(*partition, entry->lane, lane, now);
}

bool Engine::exhausted(const Entry& entry, Time now) const {
  if (options_.max_attempts != 0 && entry.attempts >= options_.max_attempts) return true;
  return options_.max_retry_time > 0ms && entry.attempts > 1 && now - entry.first_failure >= options_.max_retry_time;
}

void Engine::block(Partition& partition, Entry& entry, Lane& lane, const Answer& answer, Time now) {
  if (entry.attempts == 1) entry.first_failure = now;
  if (exhausted(entry, now)) {
    if (options_.on_exhausted == OnExhausted::error_topic) {
      Answer used_up = answer;
      used_up.error = {ErrorClass::exhausted, ErrorStage::handle};
      reject(partition, entry, used_up, now);
      return;
    }
    (void)partition.ledger.apply(entry, RecordEvent::park);
    commands_.push_back(
        Fail{{.code = 0,
              .name = "EXHAUSTED",
              .message = fmt::format("{} [{}] offset {} failed {} times, the last time: {}", partition.topic,
                                     partition.partition, entry.offset, entry.attempts, answer.text),
              .fatal = true}});
    stop(now);
    return;
  }
  hold_back(partition, entry, lane, answer, now);
}

void Engine::wait(Partition& partition, Entry& entry, Lane& lane, const Answer& answer, Time now) {
  if (!lane.waits_since) lane.waits_since = now;
  if (lane.retry.waiting() || now - *lane.waits_since >= kLongWait) {
    hold_back(partition, entry, lane, answer, now);
    return;
  }
  (void)partition.ledger.apply(entry, RecordEvent::withdraw);
  lane.rests_until = now + answer.after.value_or(kLookAgain);
  due_lanes_.insert({lane.rests_until, {partition.epoch, entry.lane}});
}

void Engine::hold_back(Partition& partition, Entry& entry, Lane& lane, const Answer& answer, Time now) {
  (void)partition.ledger.apply(entry, RecordEvent::retry);
  const bool first = !lane.retry.waiting();
  if (first) hold(partition, entry.lane, lane);
  lane.retry.fail(now, options_.backoff, random_, answer.after);
  due_lanes_.insert({lane.retry.due_at(), {partition.epoch, entry.lane}});
  if (!first) return;
  alert(Event::Kind::blocked, &partition, entry.offset, entry.attempts, std::string(answer.text));
  update_pauses(now);  // at once: each further record that is fetched for this partition would have to be held
}

void Engine::reject(Partition& partition, Entry& entry, const Answer& answer, Time now) {
  if (entry.attempts == 1) entry.first_failure = now;
  entry.error = answer.error;
  entry.route = Route::error_topic;
  if (answer.hops >= options_.max_hops) {
    (void)partition.ledger.apply(entry, RecordEvent::park);
    Lane& lane = *partition.lane(entry.lane);
    if (!lane.retry.waiting()) hold(partition, entry.lane, lane);
    lane.retry.park(now);
    ++totals_.parked;
    alert(Event::Kind::parked, &partition, entry.offset, entry.attempts,
          fmt::format("it was on error topics {} times already (max_hops)", answer.hops));
    update_pauses(now);
    return;
  }
  leave_lane(partition, entry, now);
  (void)partition.ledger.apply(entry, RecordEvent::route);
  // Behind one that waits, it waits as well: the other topic keeps the order of this one.
  if (!partition.delivering.waiting()) send(partition, entry);
}

void Engine::leave_lane(Partition& partition, const Entry& entry, Time now) {
  Lane& lane = *partition.lane(entry.lane);
  if (lane.retry.waiting()) unblock(partition, lane, entry.lane, entry.offset);
  lane.pop(entry.bytes);
  if (lane.empty()) {
    partition.close_lane(entry.lane);
  } else {
    enqueue(partition, entry.lane, lane, now);
  }
}

void Engine::hold(Partition& partition, std::uint64_t key, const Lane& lane) {
  ++partition.blocked;
  partition.stuck.add(lane.size(), lane.bytes());
  blocked_lanes_.insert({partition.epoch, key});
}

void Engine::unblock(Partition& partition, Lane& lane, std::uint64_t key, std::int64_t offset) {
  lane.retry.clear();
  --partition.blocked;
  partition.stuck.remove(lane.size(), lane.bytes());
  blocked_lanes_.erase({partition.epoch, key});
  if (!partition.delivering.waiting()) alert(Event::Kind::unblocked, &partition, offset, 0, {});
}

bool Engine::end(Partition& partition, Entry& entry, RecordEvent event) {
  const std::size_t bytes = entry.bytes;
  if (!partition.ledger.apply(entry, event)) return false;
  pending_.remove(1, bytes);
  partition.held.remove(1, bytes);
  ++ended_since_commit_;
  return true;
}

// ---- time

void Engine::tick(Time now) {
  while (!due_lanes_.empty() && due_lanes_.begin()->first <= now) {
    const auto [epoch, key] = due_lanes_.begin()->second;
    due_lanes_.erase(due_lanes_.begin());
    Partition* const partition = get(epoch);
    Lane* const lane = partition == nullptr ? nullptr : partition->lane(key);
    if (lane != nullptr) enqueue(*partition, key, *lane, now);
  }
  if (circuit_.tick(now)) circuit_changed({}, now);
  for (auto& [epoch, partition] : partitions_) {
    if (partition.ledger.unsent() != 0 && (!partition.delivering.waiting() || partition.delivering.due(now))) {
      resend(partition);
    }
    if (partition.phase == PartitionPhase::fenced && now >= partition.fenced_until) {
      (void)partition.move(PartitionEvent::unfence);
      wake(partition, now);
    }
  }
  remind(now);
  advance(now);
  dispatch(now);
  update_pauses(now);
}

std::optional<Engine::Time> Engine::due() const {
  if (phase_ == Phase::ended) return std::nullopt;
  std::optional<Time> first;
  const auto at = [&](Time due) { first = first ? std::min(*first, due) : due; };
  if (!due_lanes_.empty()) at(due_lanes_.begin()->first);
  if (circuit_.state() == CircuitState::open) at(circuit_.due_at());
  if (rest_until_) at(*rest_until_);
  for (const auto& [epoch, partition] : partitions_) {
    if (partition.ledger.unsent() != 0) at(partition.delivering.due_at());
    if (partition.phase == PartitionPhase::fenced) at(partition.fenced_until);
    if (partition.blocked != 0 || partition.parked || partition.delivering.waiting()) at(next_remind_);
  }
  if (phase_ == Phase::running && next_commit_) at(*next_commit_);
  if (phase_ != Phase::running) at(deadline_);
  if (revocation_) {
    const bool draining = std::any_of(revocation_->epochs.begin(), revocation_->epochs.end(), [&](Epoch epoch) {
      const Partition* const one = partition(epoch);
      return one != nullptr && one->phase == PartitionPhase::draining;
    });
    at(draining ? revocation_->drain_until : revocation_->commit_until);
    if (!draining && !commit_) at(commit_again_at_);
  }
  if (phase_ == Phase::committing && !commit_) at(commit_again_at_);
  return first;
}

}  // namespace norm::kafka
