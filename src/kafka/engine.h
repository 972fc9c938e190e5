#pragma once

// The consumer's mind: events in, commands out. It knows no librdkafka, no thread, no clock and no bytes, so that a
// test can play every interleaving, and play it again. Reading and judging: engine.cc; producing: engine_out.cc;
// brakes: engine_brakes.cc; the group, its offsets and the end: engine_group.cc.
//
// Whoever drives it tells it what happened, then takes the commands and carries them out in their order.
#include <norm/kafka/consumer.h>
#include <norm/kafka/options.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "kafka/backoff.h"
#include "kafka/circuit.h"
#include "kafka/command.h"
#include "kafka/flood.h"
#include "kafka/partition.h"
#include "kafka/ring.h"

namespace norm::kafka {

/// What became of a record that was judged. `reject`: it does not conform, or the handler says so. `wait`: it was not
/// tried, since another record of its message is; no failure, whatever it takes.
struct Answer {
  enum class Kind : std::uint8_t { ok, skip, pass_on, reject, retry, wait, fatal };
  Kind kind = Kind::ok;
  ErrorKind error = {ErrorClass::payload, ErrorStage::decode};  ///< of reject
  std::string_view text = {};                                   ///< why; read during the call only
  std::optional<std::chrono::milliseconds> after = {};          ///< of retry and wait
  std::uint64_t hops = 0;                                       ///< of reject: error topics that it was on
};

/// What is to be done with a record that was read.
enum class Fetched : std::uint8_t {
  unwanted,  ///< its partition is gone, or the run is ending: not read and not counted
  held,      ///< commands will say
  judge,     ///< at once, before any command, as if Judge had said so: nothing comes before it
};

/// What a delivery report says.
enum class Delivery : std::uint8_t { taken, too_large, no_partition, failed };

/// What came of one partition in a commit.
enum class CommitAnswer : std::uint8_t {
  taken,
  again,     ///< the next commit may be taken
  rejoin,    ///< none is taken before the group has been joined again
  gone,      ///< the group has gone on without us
  withheld,  ///< not even sent
};

/// How the group hands partitions over.
enum class Protocol : std::uint8_t { eager, cooperative };

enum class Phase : std::uint8_t {
  running,     ///< reads
  draining,    ///< what is under way may end
  committing,  ///< what has ended is being committed
  leaving,     ///< the group is told
  ended,
};
[[nodiscard]] std::string_view name(Phase phase);

/// What is known of a partition when it is given to us.
struct Given {
  std::optional<std::int64_t> position = {};  ///< of the record to be read next: what the group has committed
  std::optional<std::int64_t> end = {};       ///< where until_end stops
  bool begins = false;                        ///< the group has committed nothing: `position` is where it is to begin
};

class Engine {
 public:
  using Time = Clock::time_point;

  Engine(const ConsumerOptions& options, std::uint64_t seed);

  // ---- events: the group
  void set_protocol(Protocol protocol) { protocol_ = protocol; }
  /// until_end is for the whole group: having read what is ours, the run goes on until `others_read` is said after the
  /// last assignment. Not asked for, what is ours is all.
  void mind_others() { minds_others_ = true; }
  void others_read() { others_read_ = true; }
  /// A partition is ours. One of the same name that we still had is lost.
  Epoch assigned(const std::string& topic, std::int32_t partition, const Given& given, Time now);
  /// All partitions of one assignment are told.
  void joined(Time now);
  /// The group asks for partitions; GiveBack follows when they may go, at once where there is nothing to wait for.
  void revoked(std::span<const Epoch> epochs, Time now);
  /// They are somebody else's already; GiveBack follows at once.
  void lost(std::span<const Epoch> epochs, Time now);

  // ---- events: records
  /// `lane` tells keys apart and is not 0; under Order::partition it does not matter.
  [[nodiscard]] Fetched fetched(Epoch epoch, std::int64_t offset, std::size_t bytes, std::uint64_t lane,
                                std::uint32_t slot, Time now);
  /// Whether offsets are left out where `offset` comes next. They may be holes; if not, `log_begins` says so.
  [[nodiscard]] bool skips(Epoch epoch, std::int64_t offset);
  /// Nothing before `offset` is in the log any more: what was not read of it is gone.
  void log_begins(Epoch epoch, std::int64_t offset, Time now);
  /// There is nothing more before `offset`.
  void reached_end(Epoch epoch, std::int64_t offset);
  /// True: nobody needs the message any more, and no Release will say so.
  [[nodiscard]] bool judged(const Ref& ref, const Answer& answer, Time now);
  /// A Judge command that was not begun will not be.
  void withdrawn(const Ref& ref, Time now);
  void delivered(const Ref& ref, Delivery delivery, std::string_view text, Time now);
  /// `answers` in the order of the commit's marks; `text` says what failed.
  void committed(std::uint64_t ticket, std::span<const CommitAnswer> answers, std::string_view text, Time now);

  // ---- events: the world
  /// Reading goes on after a flood.
  void resume(Time now);
  void stop(Time now);
  /// What is at the producer will not end any more.
  void give_up_sending(Time now);
  /// The client can do nothing any more, not even commit.
  void abort();
  void left();
  /// Time has gone by: to be called when `due` says so, and in between as often as one likes.
  void tick(Time now);

  // ---- output
  /// In their order. Takes the memory of what was taken before back, so that it is used again.
  void take_commands(std::vector<Command>& into);
  [[nodiscard]] bool has_commands() const { return !commands_.empty(); }
  /// When something is to be done without an event; none: nothing is.
  [[nodiscard]] std::optional<Time> due() const;
  [[nodiscard]] Phase phase() const { return phase_; }
  [[nodiscard]] Summary summary() const;

  // ---- what is known
  [[nodiscard]] std::optional<Epoch> find(std::string_view topic, std::int32_t partition);
  /// Null: gone.
  [[nodiscard]] const Partition* partition(Epoch epoch) const;
  /// Epochs of all partitions that are ours.
  [[nodiscard]] std::vector<Epoch> epochs() const;
  /// Nothing is to be read for the moment, until `due` at most: what the producer has is about to make room.
  [[nodiscard]] bool rests() const { return rest_until_.has_value(); }
  /// Ours is read, and `others_read` is what the run waits for.
  [[nodiscard]] bool awaits_others() const;
  [[nodiscard]] bool waits_for_commit() const { return commit_.has_value(); }
  [[nodiscard]] std::size_t running() const { return running_; }
  /// The client may have forgotten what is paused (an assignment does that), or may not: it is told again.
  void restate_pauses(Time now);
  [[nodiscard]] const Circuit& circuit() const { return circuit_; }
  [[nodiscard]] std::size_t pending_bytes() const { return pending_.bytes; }

 private:
  struct UnderWay {
    std::uint64_t ticket;
    std::vector<Epoch> epochs;
  };
  struct Revocation {
    std::vector<Epoch> epochs;
    Time drain_until;
    Time commit_until;
  };
  using LaneId = std::pair<Epoch, std::uint64_t>;
  struct ReadyLane {
    Epoch epoch;
    std::uint64_t key;
  };

  [[nodiscard]] Partition* get(Epoch epoch);
  void alert(Event::Kind kind, const Partition* partition, std::int64_t offset, std::uint32_t attempts,
             std::string text);

  // engine.cc
  [[nodiscard]] bool reading() const { return phase_ == Phase::running && !finishing_; }
  void enqueue(Partition& partition, std::uint64_t key, Lane& lane, Time now);
  void wake(Partition& partition, Time now);
  void dispatch(Time now);
  void block(Partition& partition, Entry& entry, Lane& lane, const Answer& answer, Time now);
  /// It did not fail: nothing is counted, and nothing said before it has waited for long.
  void wait(Partition& partition, Entry& entry, Lane& lane, const Answer& answer, Time now);
  void hold_back(Partition& partition, Entry& entry, Lane& lane, const Answer& answer, Time now);
  [[nodiscard]] bool exhausted(const Entry& entry, Time now) const;
  void reject(Partition& partition, Entry& entry, const Answer& answer, Time now);
  /// The lane's first record is not done with: whatever is in the lane waits.
  void hold(Partition& partition, std::uint64_t key, const Lane& lane);
  void unblock(Partition& partition, Lane& lane, std::uint64_t key, std::int64_t offset);
  /// The record has ended, or left its lane.
  void leave_lane(Partition& partition, const Entry& entry, Time now);
  /// False: such an end the record cannot have.
  bool end(Partition& partition, Entry& entry, RecordEvent event);
  [[nodiscard]] bool may_judge_at_once(const Partition& partition, const Lane& lane) const;

  // engine_out.cc
  void send(Partition& partition, Entry& entry);
  void resend(Partition& partition);
  void park_outgoing(Partition& partition, Entry& entry, std::string_view text, Time now);

  // engine_brakes.cc
  void meter(FloodMeter::Verdict verdict, Time now);
  void circuit_changed(std::string_view text, Time now);
  void remind(Time now);
  void update_pauses(Time now);
  [[nodiscard]] bool rests_for(Time now);
  [[nodiscard]] bool circuit_pauses() const;
  [[nodiscard]] bool is_crowded() const;
  [[nodiscard]] bool is_ahead(const Partition& partition) const;
  [[nodiscard]] bool wants_pause(const Partition& partition) const;

  // engine_group.cc
  /// `why` none: no event, and not counted as given back.
  void drop(Epoch epoch, std::optional<Event::Kind> why);
  [[nodiscard]] bool begin_commit(Time now);
  void advance(Time now);
  void advance_revocation(Time now);
  void give_back(Time now);
  [[nodiscard]] bool all_read() const;
  void reach_ends();
  void leave(Time now);

  const ConsumerOptions& options_;
  Protocol protocol_ = Protocol::eager;
  std::size_t slots_;  // handler calls at a time
  Random random_;
  Phase phase_ = Phase::running;
  std::vector<Command> commands_;

  std::unordered_map<Epoch, Partition> partitions_;
  std::map<std::pair<std::string, std::int32_t>, Epoch, std::less<>> names_;
  Partition* last_ = nullptr;  // records come in runs of one partition
  Epoch next_epoch_ = 1;

  Ring<ReadyLane> ready_;
  std::set<std::pair<Time, LaneId>> due_lanes_;
  std::set<LaneId> blocked_lanes_;
  std::size_t running_ = 0;
  Load pending_;
  std::optional<Time> rest_until_;
  bool crowded_ = false;
  bool finishing_ = false;  // max_records are read
  bool got_partitions_ = false;
  bool minds_others_ = false;
  bool others_read_ = false;
  bool flooded_ = false;
  bool circuit_told_ = false;  // that it is open
  FloodMeter flood_;
  Circuit circuit_;
  Time next_remind_ = {};
  Time next_flood_alert_ = {};

  std::optional<UnderWay> commit_;
  std::optional<Revocation> revocation_;
  std::uint64_t next_ticket_ = 1;
  std::size_t ended_since_commit_ = 0;
  std::optional<Time> next_commit_;  // none before the first tick
  Time commits_rest_until_ = {};
  Time commit_again_at_ = {};
  bool commit_hopeless_ = false;
  Time deadline_ = {};  // of the phase

  Summary totals_;          // but for what the ledgers still count
  EndingCounts committed_;  // of partitions that are gone
};

}  // namespace norm::kafka
