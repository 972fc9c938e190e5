// What holds reading and judging back: floods, the circuit breaker, what may be held. See engine.h.
#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <utility>

#include "kafka/engine.h"

namespace norm::kafka {

using namespace std::chrono_literals;

namespace {

// A producer lingers for 5 ms, and a broker in good health answers in less than the rest.
constexpr auto kRest = 50ms;

}  // namespace

void Engine::meter(FloodMeter::Verdict verdict, Time now) {
  if (!flood_.add(verdict)) return;
  const std::string text =
      fmt::format("{} of the last {} records went to the error topic", flood_.invalid(), flood_.size());
  flood_.clear();
  ++totals_.floods;
  switch (options_.flood.action) {
    case OnFlood::go_on:
      if (now < next_flood_alert_) return;
      next_flood_alert_ = now + options_.still_blocked_every;
      break;
    case OnFlood::pause: flooded_ = true; break;
    case OnFlood::stop:
      commands_.push_back(
          Fail{{.code = 0,
                .name = "FLOOD",
                .message = text + "; check the schema and the producers, or go on with on-flood continue",
                .fatal = true}});
      stop(now);
      break;
  }
  alert(Event::Kind::flood, nullptr, -1, 0, text);
  update_pauses(now);
}

void Engine::resume(Time now) {
  if (!flooded_) return;
  flooded_ = false;
  alert(Event::Kind::flood_over, nullptr, -1, 0, {});
  update_pauses(now);
  dispatch(now);
}

void Engine::circuit_changed(std::string_view text, Time now) {
  if (circuit_.state() == CircuitState::open && !circuit_told_) {
    circuit_told_ = true;
    ++totals_.circuit_openings;
    alert(Event::Kind::circuit_open, nullptr, -1, 0, std::string(text));
  }
  if (circuit_.state() == CircuitState::closed && circuit_told_) {
    circuit_told_ = false;
    alert(Event::Kind::circuit_closed, nullptr, -1, 0, {});
  }
  update_pauses(now);
  dispatch(now);
}

// A circuit that probes reads where it has nothing to probe with: the record that opened it may be gone.
bool Engine::circuit_pauses() const {
  switch (circuit_.state()) {
    case CircuitState::closed: return false;
    case CircuitState::open: return true;
    case CircuitState::probing: return running_ != 0 || !ready_.empty() || !due_lanes_.empty();
  }
  return false;
}

bool Engine::wants_pause(const Partition& partition) const {
  return !reading() || flooded_ || circuit_pauses() || crowded_ || partition.at_end || partition.ahead ||
         partition.parked || partition.phase != PartitionPhase::active || partition.delivering.waiting() ||
         partition.whole.retry.waiting();
}

// Half-way back before reading goes on: each pause costs a new fetch. What waits for something that failed does not go
// back meanwhile, so the way is that of the rest, and its half: one blocked partition stops no other.
bool Engine::is_crowded() const {
  if (pending_.records > options_.max_pending || pending_.bytes > options_.max_pending_bytes) return true;
  if (!crowded_) return false;
  Load waiting;
  for (const auto& [epoch, partition] : partitions_) {
    waiting.add(partition.waiting().records, partition.waiting().bytes);
  }
  return pending_.records - waiting.records > (options_.max_pending - waiting.records) / 2 ||
         pending_.bytes - waiting.bytes > (options_.max_pending_bytes - waiting.bytes) / 2;
}

// A partition with a blocked key reads on, and much of what it reads may have to wait as well: not more than its share,
// or the others could hold nothing.
bool Engine::is_ahead(const Partition& partition) const {
  const std::size_t part = partition.ahead ? 2 : 1;
  if (partition.ledger.entries().size() > options_.max_ahead / part) return true;
  if (partition.blocked == 0) return false;
  const std::size_t shares = names_.size() * part;
  return partition.held.records > options_.max_pending / shares ||
         partition.held.bytes > options_.max_pending_bytes / shares;
}

// What is full for the sake of records at the producer will soon have room again, and a pause would throw away all that
// was fetched ahead. So nothing is read for a moment instead, and only then is paused.
bool Engine::rests_for(Time now) {
  std::size_t sent = 0;
  bool full = false;
  for (const auto& [name, epoch] : names_) {
    const Partition& partition = partitions_.at(epoch);
    sent += partition.ledger.sent();
    if (partition.ahead || !is_ahead(partition)) continue;
    full = true;
    if (partition.blocked != 0 || partition.ledger.entries().front().state != RecordState::sent) return false;
  }
  if (!crowded_ && is_crowded()) {
    full = true;
    if (sent * 2 < pending_.records) return false;
  }
  if (!full) return false;
  if (!rest_until_) rest_until_ = now + kRest;
  return now < *rest_until_;
}

void Engine::update_pauses(Time now) {
  const bool rests = rests_for(now);
  if (!rests) {
    rest_until_.reset();
    crowded_ = is_crowded();
  }
  std::vector<Epoch> pause;
  std::vector<Epoch> resume;
  for (const auto& [name, epoch] : names_) {
    Partition& partition = partitions_.at(epoch);
    if (!rests) partition.ahead = is_ahead(partition);
    const bool wanted = wants_pause(partition);
    if (wanted == partition.paused) continue;
    partition.paused = wanted;
    (wanted ? pause : resume).push_back(epoch);
  }
  if (!pause.empty()) commands_.push_back(Pause{std::move(pause)});
  if (!resume.empty()) commands_.push_back(Resume{std::move(resume)});
}

void Engine::restate_pauses(Time now) {
  update_pauses(now);
  std::vector<Epoch> paused;
  for (const auto& [name, epoch] : names_) {
    if (partitions_.at(epoch).paused) paused.push_back(epoch);
  }
  if (!paused.empty()) commands_.push_back(Pause{std::move(paused)});
}

void Engine::remind(Time now) {
  if (now < next_remind_) return;
  next_remind_ = now + std::clamp<std::chrono::milliseconds>(options_.still_blocked_every / 4, 1ms, 1s);
  const auto waited = [&](Time since) {
    return fmt::format("for {} s", std::chrono::duration_cast<std::chrono::seconds>(now - since).count());
  };
  for (auto place = blocked_lanes_.begin(); place != blocked_lanes_.end();) {
    Partition* const partition = get(place->first);
    Lane* const lane = partition == nullptr ? nullptr : partition->lane(place->second);
    if (lane == nullptr) {
      place = blocked_lanes_.erase(place);
      continue;
    }
    ++place;
    if (!lane->retry.remind(now, options_.still_blocked_every)) continue;
    alert(Event::Kind::still_blocked, partition, lane->front(), lane->retry.attempts(),
          waited(lane->retry.first_failure()));
  }
  for (const auto& [name, epoch] : names_) {
    Partition& partition = partitions_.at(epoch);
    if (partition.ledger.entries().empty()) continue;
    const std::int64_t first = partition.ledger.entries().front().offset;
    if (partition.delivering.remind(now, options_.still_blocked_every)) {
      alert(Event::Kind::still_blocked, &partition, first, partition.delivering.attempts(),
            waited(partition.delivering.first_failure()));
    } else if (partition.parked && now - partition.parked_at >= options_.still_blocked_every) {
      partition.parked_at = now;
      alert(Event::Kind::still_blocked, &partition, first, 0, "it is parked");
    }
  }
}

}  // namespace norm::kafka
