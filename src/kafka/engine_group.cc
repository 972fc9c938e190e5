// The group, its offsets and the end of the run: see engine.h.
#include <algorithm>
#include <string>
#include <utility>

#include "kafka/engine.h"

namespace norm::kafka {
namespace {

using namespace std::chrono_literals;

// librdkafka 2.0.2 may lose the whole assignment when a commit meets a cooperative rebalance (its issue 4059), so after
// a cooperative revocation commits rest until the next assignment; or so long, since there is none where nothing is
// given.
constexpr auto kCommitRest = 10s;
// Between two tries of a commit that somebody waits for.
constexpr auto kCommitAgain = 100ms;
// The group tells a member that was put out within a session's time; should it not, reading goes on.
constexpr auto kFence = 30s;

}  // namespace

Epoch Engine::assigned(const std::string& topic, std::int32_t partition, const Given& given, Time now) {
  const auto old = names_.find(std::pair(topic, partition));
  if (old != names_.end()) drop(old->second, Event::Kind::lost);
  const Epoch epoch = next_epoch_++;
  Partition& made = partitions_.emplace(epoch, Partition(topic, partition, epoch)).first->second;
  made.position = given.position;
  made.end = given.end;
  if (given.begins && given.position) {
    // Committed at once: until it is, whoever comes next would begin somewhere else.
    made.ledger.begin(*given.position);
    next_commit_ = now;
  }
  names_[{topic, partition}] = epoch;
  ++totals_.assigned;
  alert(Event::Kind::assigned, &made, -1, 0, {});
  return epoch;
}

void Engine::joined(Time now) {
  got_partitions_ = true;
  others_read_ = false;
  commits_rest_until_ = {};
  for (auto& [epoch, partition] : partitions_) {
    if (partition.move(PartitionEvent::unfence)) wake(partition, now);
  }
  restate_pauses(now);
  dispatch(now);
}

void Engine::revoked(std::span<const Epoch> epochs, Time now) {
  if (!revocation_) {
    revocation_ = Revocation{{}, now + options_.drain_timeout, now + options_.drain_timeout + options_.commit_timeout};
  }
  for (const Epoch epoch : epochs) {
    Partition* const partition = get(epoch);
    if (partition == nullptr || !partition->move(PartitionEvent::revoke)) continue;
    // A fenced one is gone at once: the group has said already that it takes no commit of ours.
    if (partition->phase == PartitionPhase::gone) {
      drop(epoch, Event::Kind::lost);
    } else {
      revocation_->epochs.push_back(epoch);
    }
  }
  commit_hopeless_ = false;
  advance_revocation(now);
}

void Engine::lost(std::span<const Epoch> epochs, Time now) {
  for (const Epoch epoch : epochs) drop(epoch, Event::Kind::lost);
  if (revocation_) {
    for (const Epoch epoch : revocation_->epochs) drop(epoch, Event::Kind::lost);
  }
  give_back(now);
}

void Engine::drop(Epoch epoch, std::optional<Event::Kind> why) {
  Partition* const partition = get(epoch);
  if (partition == nullptr) return;
  for (const Entry& entry : partition->ledger.entries()) {
    if (ended(entry.state)) continue;
    // What the handler has is released by its answer.
    if (entry.state != RecordState::judging) commands_.emplace_back(Release{{epoch, entry.offset, entry.slot}});
  }
  pending_.remove(partition->held.records, partition->held.bytes);
  committed_.add(partition->ledger.committed());
  totals_.finished_uncommitted += partition->ledger.ended().total() - partition->ledger.committed().total();
  if (why) {
    ++(*why == Event::Kind::lost ? totals_.lost : totals_.revoked);
    alert(*why, partition, -1, 0, {});
  }
  names_.erase({partition->topic, partition->partition});
  last_ = nullptr;
  partitions_.erase(epoch);
}

void Engine::give_back(Time now) {
  if (revocation_) {
    const std::vector<Epoch> epochs = std::move(revocation_->epochs);
    revocation_.reset();
    for (const Epoch epoch : epochs) drop(epoch, Event::Kind::revoked);
  }
  commands_.push_back(GiveBack{});
  if (protocol_ == Protocol::cooperative) {
    commits_rest_until_ = now + kCommitRest;
    restate_pauses(now);
  }
}

// ---- commits

bool Engine::begin_commit(Time now) {
  if (commit_ || now < commits_rest_until_) return false;
  UnderWay under_way{next_ticket_, {}};
  Commit command{next_ticket_, {}};
  for (const auto& [name, epoch] : names_) {
    Partition& partition = partitions_.at(epoch);
    if (partition.phase == PartitionPhase::fenced) continue;
    const auto offset = partition.ledger.begin_commit();
    if (!offset) continue;
    under_way.epochs.push_back(epoch);
    command.marks.push_back({epoch, *offset});
  }
  if (command.marks.empty()) return false;
  ++next_ticket_;
  ended_since_commit_ = 0;
  commit_ = std::move(under_way);
  commands_.push_back(std::move(command));
  return true;
}

void Engine::committed(std::uint64_t ticket, std::span<const CommitAnswer> answers, std::string_view text, Time now) {
  if (!commit_ || commit_->ticket != ticket) return;
  const std::vector<Epoch> epochs = std::exchange(commit_, std::nullopt)->epochs;
  bool all = true;
  bool withheld = false;
  for (std::size_t i = 0; i < epochs.size(); ++i) {
    const CommitAnswer answer = i < answers.size() ? answers[i] : CommitAnswer::again;
    all = all && answer == CommitAnswer::taken;
    withheld = withheld || answer == CommitAnswer::withheld;
    commit_hopeless_ = commit_hopeless_ || (answer != CommitAnswer::taken && answer != CommitAnswer::again);
    Partition* const partition = get(epochs[i]);
    if (partition == nullptr) continue;
    partition->ledger.end_commit(answer == CommitAnswer::taken);
    if (answer != CommitAnswer::gone || !partition->move(PartitionEvent::fence)) continue;
    partition->fenced_until = now + kFence;
    alert(Event::Kind::fenced, partition, -1, 0, std::string(text));
  }
  if (all) {
    ++totals_.commits;
  } else if (!withheld) {
    ++totals_.commit_failures;
    commit_again_at_ = now + kCommitAgain;
    alert(Event::Kind::commit_failed, nullptr, -1, 0, std::string(text));
  }
  advance(now);
}

// ---- the end

bool Engine::all_read() const {
  const auto each = [&](const auto& is) {
    return std::all_of(partitions_.begin(), partitions_.end(), [&](const auto& p) { return is(p.second); });
  };
  const bool nothing_more =
      finishing_ || (options_.until_end && got_partitions_ && each([](const Partition& p) { return p.at_end; }));
  return nothing_more && each([](const Partition& p) { return p.ledger.open() == 0; });
}

bool Engine::awaits_others() const {
  return minds_others_ && !others_read_ && !finishing_ && phase_ == Phase::running && all_read();
}

// What a log ends in may be for nobody to read (ends of transactions): the group has come to its end all the same, and
// whoever looks at its offsets should see so.
void Engine::reach_ends() {
  for (auto& [epoch, partition] : partitions_) {
    const auto from = partition.ledger.watermark() ? partition.ledger.watermark() : partition.position;
    if (partition.at_end && partition.end && from && *from < *partition.end) partition.ledger.reach(*partition.end);
  }
}

void Engine::stop(Time now) {
  if (phase_ != Phase::running) return;
  phase_ = Phase::draining;
  deadline_ = now + options_.drain_timeout;
}

void Engine::give_up_sending(Time now) {
  stop(now);
  if (phase_ == Phase::draining) deadline_ = now;
}

void Engine::abort() {
  for (const Epoch epoch : epochs()) drop(epoch, std::nullopt);
  revocation_.reset();
  commit_.reset();
  phase_ = Phase::ended;
}

void Engine::left() {
  if (phase_ == Phase::leaving) phase_ = Phase::ended;
}

void Engine::advance_revocation(Time now) {
  if (!revocation_) return;
  bool draining = false;
  bool news = false;
  for (const Epoch epoch : revocation_->epochs) {
    Partition* const partition = get(epoch);
    if (partition == nullptr) continue;
    if (partition->phase == PartitionPhase::draining && (partition->quiet() || now >= revocation_->drain_until)) {
      (void)partition->move(PartitionEvent::drained);
    }
    draining = draining || partition->phase == PartitionPhase::draining;
    news = news || partition->ledger.has_news() || partition->ledger.committing();
  }
  if (draining) return;
  const bool may_wait = news && !commit_hopeless_ && now < revocation_->commit_until && now >= commits_rest_until_;
  if (may_wait && (commit_ || now < commit_again_at_ || begin_commit(now))) return;
  give_back(now);
}

void Engine::advance(Time now) {
  if (!next_commit_) next_commit_ = now + options_.commit_interval;
  advance_revocation(now);
  if (phase_ == Phase::running) {
    if (all_read()) {
      reach_ends();
      if (!awaits_others()) stop(now);
    }
    const bool enough = options_.commit_records != 0 && ended_since_commit_ >= options_.commit_records;
    if (phase_ == Phase::running && (now >= *next_commit_ || enough)) {
      next_commit_ = now + options_.commit_interval;
      (void)begin_commit(now);
    }
  }
  if (phase_ == Phase::draining) {
    const bool quiet = running_ == 0 && std::all_of(partitions_.begin(), partitions_.end(),
                                                    [](const auto& p) { return p.second.quiet(); });
    if (!quiet && now < deadline_) return;
    phase_ = Phase::committing;
    deadline_ = now + options_.commit_timeout;
    commit_hopeless_ = false;
    commits_rest_until_ = {};
  }
  if (phase_ == Phase::committing) {
    const bool news = commit_ || std::any_of(partitions_.begin(), partitions_.end(), [](const auto& p) {
                        return p.second.phase != PartitionPhase::fenced && p.second.ledger.has_news();
                      });
    const bool may_wait = news && !commit_hopeless_ && now < deadline_;
    if (may_wait && (commit_ || now < commit_again_at_ || begin_commit(now))) return;
    leave(now);
  }
  if (phase_ == Phase::leaving && now >= deadline_) phase_ = Phase::ended;
}

void Engine::leave(Time now) {
  if (revocation_) give_back(now);
  for (const Epoch epoch : epochs()) drop(epoch, std::nullopt);
  phase_ = Phase::leaving;
  deadline_ = now + options_.close_timeout;
  commands_.push_back(Leave{});
}

Summary Engine::summary() const {
  Summary summary = totals_;
  EndingCounts committed = committed_;
  for (const auto& [epoch, partition] : partitions_) {
    committed.add(partition.ledger.committed());
    summary.finished_uncommitted += partition.ledger.ended().total() - partition.ledger.committed().total();
  }
  summary.done = committed.done;
  summary.skipped = committed.skipped;
  summary.error_topic = committed.error_topic;
  summary.uncommitted = summary.read - committed.total();
  return summary;
}

}  // namespace norm::kafka
