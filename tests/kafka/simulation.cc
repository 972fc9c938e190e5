// The simulated broker: see the header. One class, since the game is one state that every event may touch.
#include "kafka/simulation.h"

#include <fmt/format.h>

#include <algorithm>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <queue>
#include <random>
#include <set>
#include <utility>
#include <vector>

#include "kafka/engine.h"

namespace norm::kafka::test {
namespace {

using namespace std::chrono_literals;
using Millis = std::chrono::milliseconds;
using Time = Clock::time_point;

enum class Fate : std::uint8_t { good, skipped, invalid, refused_by_handler, passed_on, retried, looping };

struct SimRecord {
  std::int64_t offset = 0;
  std::uint64_t key = 0;  // 0: none
  Fate fate = Fate::good;
  int failures = 0;   // of retried: calls that fail
  int too_large = 0;  // forms that the error topic does not take
  std::size_t bytes = 0;
  // What became of it, over all members.
  int effects = 0;
  int skips = 0;
  int errors = 0;
  int passes = 0;
  int calls = 0;
  [[nodiscard]] int outcomes() const { return effects + skips + errors + passes; }
};

struct SimPartition {
  std::vector<SimRecord> records;
  std::int64_t committed = 0;
  int owner = -1;   // as the coordinator sees it
  Epoch given = 0;  // the assignment by which the owner has it

  [[nodiscard]] std::int64_t end() const { return records.empty() ? 0 : records.back().offset + 1; }
  SimRecord* find(std::int64_t offset) {
    const auto found = std::lower_bound(records.begin(), records.end(), offset,
                                        [](const SimRecord& r, std::int64_t wanted) { return r.offset < wanted; });
    return found == records.end() || found->offset != offset ? nullptr : &*found;
  }
};

struct Member {
  std::unique_ptr<ConsumerOptions> options;
  std::unique_ptr<Engine> engine;
  int life = 0;  // answers to an earlier life are dropped
  bool alive = false;
  bool giving_back = false;               // the coordinator waits for it
  std::vector<int> asked;                 // partitions that it is to give back
  std::map<int, std::int64_t> positions;  // of the next record to fetch
  std::set<int> paused;
  std::map<Epoch, int> partitions;                                   // all that it ever had
  std::map<std::pair<Epoch, std::uint64_t>, std::int64_t> handling;  // by lane: what is being judged
  std::map<std::pair<Epoch, std::uint64_t>, std::int64_t> judged;    // by lane: the last that left it
  std::map<Epoch, std::int64_t> committing;                          // the highest offset asked for
  std::set<std::uint32_t> slots;                                     // messages that are held
  std::uint32_t next_slot = 0;
  bool commit_out = false;
  Summary before;  // of its earlier lives
};

class Game {
 public:
  explicit Game(std::uint64_t seed);
  Verdict run();

 private:
  struct Event {
    Time at;
    std::uint64_t number;
    std::function<void()> happen;
    bool operator<(const Event& other) const { return std::pair(other.at, other.number) < std::pair(at, number); }
  };

  [[nodiscard]] std::uint64_t below(std::uint64_t bound) { return random_() % bound; }
  [[nodiscard]] bool chance(std::uint64_t percent) { return below(100) < percent; }
  void in(Millis delay, std::function<void()> happen) {
    events_.push({now_ + delay, next_number_++, std::move(happen)});
  }
  // Answers come while the same life goes on, and not while the broker hangs.
  void answer(std::size_t who, Millis delay, std::function<void(Member&)> happen);
  void note(std::string line);
  void broken(const std::string& promise) {
    if (verdict_.broken.empty()) verdict_.broken = promise;
  }

  void make_records();
  void start(std::size_t who);
  void crash(std::size_t who);
  void poll(std::size_t who);
  void obey(std::size_t who);
  void judge(std::size_t who, const Judge& command);
  void judged(std::size_t who, const Ref& ref);
  void release(Member& member, const Ref& ref);
  void send(std::size_t who, const Send& command);
  void commit(std::size_t who, const Commit& command);
  void rebalance();
  void settle();
  void lose(std::size_t who);
  void coordinate();
  void fault();
  void check(std::size_t who);
  [[nodiscard]] bool all_done();
  void end();
  [[nodiscard]] SimRecord* record_of(const Member& member, const Ref& ref);
  [[nodiscard]] Answer answer_for(SimRecord& record);

  std::mt19937_64 random_;
  Time now_ = Time{} + 1h;
  Time calm_;  // no faults after it
  std::priority_queue<Event> events_;
  std::uint64_t next_number_ = 0;
  std::vector<SimPartition> partitions_;
  std::vector<Member> members_;
  ConsumerOptions options_;
  Protocol protocol_ = Protocol::eager;
  std::map<int, int> target_;  // partition to member, of the rebalance under way
  bool rebalancing_ = false;
  bool hung_ = false;
  bool ending_ = false;
  std::deque<std::function<void()>> held_back_;  // answers of a broker that hangs
  std::deque<std::string> trace_;
  Verdict verdict_;
};

Game::Game(std::uint64_t seed) : random_(seed) {
  options_.order = chance(50) ? Order::key : Order::partition;
  options_.workers = static_cast<unsigned>(below(3));
  options_.max_pending = 3 + below(30);
  options_.max_pending_bytes = 200 + below(5'000);
  options_.max_ahead = 2 + below(20);
  options_.max_attempts = chance(30) ? static_cast<std::uint32_t>(1 + below(3)) : 0;
  options_.commit_interval = Millis(20 + below(500));
  options_.commit_records = chance(30) ? 1 + below(5) : 0;
  options_.backoff = {Millis(5), Millis(200)};
  options_.circuit = {.failures = chance(50) ? static_cast<std::uint32_t>(2 + below(4)) : 0,
                      .within = 10s,
                      .backoff = {Millis(20), Millis(300)}};
  options_.flood = {.action = OnFlood::go_on, .share = 0.5, .window = 10};
  options_.oversize = chance(80) ? Oversize::pointer : Oversize::block;
  options_.drain_timeout = Millis(200 + below(1'000));
  options_.commit_timeout = Millis(200 + below(500));
  options_.close_timeout = Millis(200 + below(500));
  protocol_ = chance(50) ? Protocol::cooperative : Protocol::eager;
  make_records();
  members_.resize(1 + below(3));
  calm_ = now_ + Millis(2'000 + below(6'000));
}

void Game::make_records() {
  // Some games have records that can go nowhere; what waits behind them must leave room for the others.
  const bool parks = chance(10);
  if (parks) {
    options_.order = Order::partition;
    options_.workers = 0;
    options_.max_pending = 1'000;
    options_.max_pending_bytes = 100'000;
  }
  partitions_.resize(1 + below(4));
  for (SimPartition& partition : partitions_) {
    std::int64_t offset = static_cast<std::int64_t>(below(3));
    partition.committed = 0;
    const std::uint64_t count = below(40);
    for (std::uint64_t i = 0; i < count; ++i) {
      SimRecord record;
      record.offset = offset;
      offset += 1 + (chance(10) ? static_cast<std::int64_t>(below(5)) : 0);
      record.key = chance(20) ? 0 : 1 + below(4);
      record.bytes = 10 + below(100);
      const std::uint64_t draw = below(100);
      record.fate = draw < 50   ? Fate::good
                    : draw < 55 ? Fate::skipped
                    : draw < 70 ? Fate::invalid
                    : draw < 75 ? Fate::refused_by_handler
                    : draw < 85 ? Fate::passed_on
                                : Fate::retried;
      record.failures = static_cast<int>(1 + below(4));
      record.too_large = chance(10) ? static_cast<int>(1 + below(options_.oversize == Oversize::pointer ? 2 : 1)) : 0;
      if (parks && chance(3)) record.fate = Fate::looping;
      partition.records.push_back(record);
    }
  }
}

void Game::note(std::string line) {
  for (const char byte : line) verdict_.digest = (verdict_.digest ^ static_cast<unsigned char>(byte)) * 1099511628211U;
  ++verdict_.events;
  trace_.push_back(
      fmt::format("{:>6} {}", std::chrono::duration_cast<Millis>(now_.time_since_epoch() - 1h).count(), line));
  if (trace_.size() > 60) trace_.pop_front();
}

void Game::answer(std::size_t who, Millis delay, std::function<void(Member&)> happen) {
  const int life = members_[who].life;
  auto deliver = [this, who, life, happen = std::move(happen)] {
    Member& member = members_[who];
    if (!member.alive || member.life != life) return;
    happen(member);
    obey(who);
  };
  in(delay, [this, deliver = std::move(deliver)] {
    if (hung_) {
      held_back_.push_back(deliver);
    } else {
      deliver();
    }
  });
}

// ---- members

void Game::start(std::size_t who) {
  Member& member = members_[who];
  member.options = std::make_unique<ConsumerOptions>(options_);
  member.engine = std::make_unique<Engine>(*member.options, random_());
  member.engine->set_protocol(protocol_);
  ++member.life;
  member.alive = true;
  member.giving_back = false;
  member.asked.clear();
  member.positions.clear();
  member.paused.clear();
  member.partitions.clear();
  member.handling.clear();
  member.judged.clear();
  member.committing.clear();
  member.slots.clear();
  member.commit_out = false;
  note(fmt::format("member {} starts", who));
  const int life = member.life;
  in(1ms, [this, who, life] {
    if (members_[who].life == life) poll(who);
  });
}

void Game::crash(std::size_t who) {
  Member& member = members_[who];
  if (!member.alive) return;
  ++verdict_.crashes;
  note(fmt::format("member {} is killed", who));
  member.alive = false;
  member.engine.reset();
  for (SimPartition& partition : partitions_) {
    if (partition.owner == static_cast<int>(who)) partition.owner = -1;
  }
  in(Millis(50 + below(500)), [this, who] {
    if (ending_) return;
    start(who);
    rebalance();
  });
}

// One turn of a member's loop: a record or none, then the time.
void Game::poll(std::size_t who) {
  Member& member = members_[who];
  if (!member.alive || member.engine->phase() == Phase::ended) return;
  std::vector<int> readable;
  for (const auto& [partition, position] : member.positions) {
    if (!hung_ && !member.paused.contains(partition) &&
        position < partitions_[static_cast<std::size_t>(partition)].end()) {
      readable.push_back(partition);
    }
  }
  if (!readable.empty() && !member.engine->rests()) {
    const int number = readable[below(readable.size())];
    SimPartition& partition = partitions_[static_cast<std::size_t>(number)];
    std::int64_t& position = member.positions[number];
    const auto record = std::lower_bound(partition.records.begin(), partition.records.end(), position,
                                         [](const SimRecord& r, std::int64_t wanted) { return r.offset < wanted; });
    const auto epoch = member.engine->find("t", number);
    if (epoch && record != partition.records.end()) {
      const std::uint32_t slot = member.next_slot++;
      const std::uint64_t lane =
          record->key != 0 ? record->key << 32U | 1U : static_cast<std::uint64_t>(record->offset) * 2 + 2;
      position = record->offset + 1;
      member.slots.insert(slot);
      const Fetched told = member.engine->fetched(*epoch, record->offset, record->bytes, lane, slot, now_);
      const bool wanted = told != Fetched::unwanted;
      note(fmt::format("member {} fetches {}:{}{}", who, *epoch, record->offset, wanted ? "" : ", not wanted"));
      if (!wanted) member.slots.erase(slot);
      if (told == Fetched::judge) judge(who, Judge{{*epoch, record->offset, slot}});
    }
  }
  member.engine->tick(now_);
  obey(who);
  const int life = member.life;
  // As the loop does: soon where records flow, else when something is due, at the latest after 100 ms.
  Millis wait = readable.empty() ? 20ms : Millis(1 + below(3));
  if (const auto due = members_[who].engine->due()) {
    wait = std::clamp(std::chrono::ceil<Millis>(*due - now_), 1ms, wait);
  }
  in(wait, [this, who, life] {
    if (members_[who].life == life) poll(who);
  });
}

void Game::obey(std::size_t who) {
  Member& member = members_[who];
  std::vector<Command> commands;
  while (true) {
    member.engine->take_commands(commands);
    if (commands.empty()) break;
    for (const Command& command : commands) {
      note(fmt::format("member {}: {}", who, to_text(command)));
      if (const auto* c = std::get_if<Judge>(&command)) judge(who, *c);
      if (const auto* c = std::get_if<Send>(&command)) send(who, *c);
      if (const auto* c = std::get_if<Commit>(&command)) commit(who, *c);
      if (const auto* c = std::get_if<Release>(&command)) {
        release(member, c->ref);
      }
      if (const auto* c = std::get_if<Pause>(&command)) {
        for (const Epoch epoch : c->epochs) member.paused.insert(member.partitions.at(epoch));
      }
      if (const auto* c = std::get_if<Resume>(&command)) {
        for (const Epoch epoch : c->epochs) member.paused.erase(member.partitions.at(epoch));
      }
      if (std::holds_alternative<GiveBack>(command)) {
        for (const int partition : std::exchange(member.asked, {})) {
          member.positions.erase(partition);
          member.paused.erase(partition);
          SimPartition& given = partitions_[static_cast<std::size_t>(partition)];
          if (given.owner == static_cast<int>(who)) given.owner = -1;
        }
        member.giving_back = false;
        in(0ms, [this] { settle(); });
      }
      if (std::holds_alternative<Leave>(command)) {
        answer(who, Millis(below(50)), [](Member& m) { m.engine->left(); });
      }
    }
  }
  check(who);
}

SimRecord* Game::record_of(const Member& member, const Ref& ref) {
  return partitions_[static_cast<std::size_t>(member.partitions.at(ref.epoch))].find(ref.offset);
}

void Game::release(Member& member, const Ref& ref) {
  if (member.slots.erase(ref.slot) == 0) broken("a message is released that is not held");
}

void Game::judge(std::size_t who, const Judge& command) {
  Member& member = members_[who];
  if (!member.slots.contains(command.ref.slot)) broken("a record is judged whose message is gone");
  const SimRecord& record = *record_of(member, command.ref);
  const bool strict = options_.order == Order::partition;
  if (strict || record.key != 0) {
    const std::pair lane(command.ref.epoch, strict ? 0 : record.key);
    if (member.handling.contains(lane)) broken("two records of one lane are handled at a time");
    member.handling[lane] = command.ref.offset;
    const auto last = member.judged.find(lane);
    if (last != member.judged.end() && last->second > command.ref.offset) broken("a record is handled out of order");
  }
  const Ref ref = command.ref;
  const int life = member.life;
  // A handler's time is its own: a broker that hangs does not stop it.
  in(Millis(options_.workers == 0 ? 0 : below(40)), [this, who, ref, life] {
    if (members_[who].life == life && members_[who].alive) judged(who, ref);
  });
}

Answer Game::answer_for(SimRecord& record) {
  Answer answer;
  answer.text = "because";
  ++record.calls;
  switch (record.fate) {
    case Fate::good: break;
    case Fate::skipped: answer.kind = Answer::Kind::skip; break;
    case Fate::invalid: answer.kind = Answer::Kind::reject; break;
    case Fate::refused_by_handler:
      answer.kind = Answer::Kind::reject;
      answer.error = {ErrorClass::handler, ErrorStage::handle};
      break;
    case Fate::passed_on: answer.kind = Answer::Kind::pass_on; break;
    case Fate::retried:
      if (record.calls % (record.failures + 1) != 0) answer.kind = Answer::Kind::retry;
      break;
    case Fate::looping:
      answer.kind = Answer::Kind::reject;
      answer.hops = options_.max_hops;
      break;
  }
  return answer;
}

void Game::judged(std::size_t who, const Ref& ref) {
  Member& member = members_[who];
  SimRecord& record = *record_of(member, ref);
  const std::pair lane(ref.epoch, options_.order == Order::partition ? 0 : record.key);
  member.handling.erase(lane);
  member.judged[lane] = ref.offset;
  if (chance(2) && member.engine->phase() == Phase::running && options_.workers != 0) {
    note(fmt::format("member {} withdraws {}:{}", who, ref.epoch, ref.offset));
    member.engine->withdrawn(ref, now_);
    member.engine->tick(now_);
    obey(who);
    return;
  }
  const bool waits = chance(2);  // for another record of its message
  Answer answer;
  if (waits) {
    answer.kind = Answer::Kind::wait;
    answer.after = Millis(below(400));
  } else {
    answer = answer_for(record);
  }
  // The effect is there whether or not the engine still wants to hear of it.
  if (answer.kind == Answer::Kind::ok) ++record.effects;
  if (answer.kind == Answer::Kind::skip) ++record.skips;
  if (answer.kind == Answer::Kind::retry) ++verdict_.retries;
  note(fmt::format("member {} has judged {}:{} ({})", who, ref.epoch, ref.offset, static_cast<int>(answer.kind)));
  if (member.engine->judged(ref, answer, now_)) release(member, ref);
  obey(who);
}

void Game::send(std::size_t who, const Send& command) {
  Member& member = members_[who];
  if (!member.slots.contains(command.ref.slot)) broken("a record is sent whose message is gone");
  const Ref ref = command.ref;
  SimRecord* const record = record_of(member, ref);
  Delivery delivery = Delivery::taken;
  if (now_ < calm_ && chance(15)) delivery = Delivery::failed;
  if (delivery == Delivery::taken && !command.by_key && now_ < calm_ && chance(5)) delivery = Delivery::no_partition;
  if (delivery == Delivery::taken && static_cast<int>(command.form) < record->too_large) delivery = Delivery::too_large;
  if (delivery != Delivery::taken) ++verdict_.refusals;
  const Route route = command.route;
  // The broker has it before the report comes, and whether or not it comes.
  in(Millis(below(5)), [this, who, ref, record, route, delivery] {
    const auto take = [record, route, delivery] {
      if (delivery != Delivery::taken) return;
      ++(route == Route::error_topic ? record->errors : record->passes);
    };
    if (hung_) {
      held_back_.push_back(take);
    } else {
      take();
    }
    answer(who, Millis(below(30)), [this, ref, delivery](Member& m) {
      note(fmt::format("report {}:{} {}", ref.epoch, ref.offset, static_cast<int>(delivery)));
      m.engine->delivered(ref, delivery, "the broker says so", now_);
    });
  });
}

void Game::commit(std::size_t who, const Commit& command) {
  Member& member = members_[who];
  if (member.commit_out) broken("two commits are under way");
  member.commit_out = true;
  for (const CommitMark& mark : command.marks) {
    std::int64_t& highest = member.committing[mark.epoch];
    if (mark.offset < highest) broken("a commit goes back");
    highest = mark.offset;
  }
  CommitAnswer told = CommitAnswer::taken;
  bool reaches = true;
  if (now_ < calm_ && chance(15)) {
    told = chance(70) ? CommitAnswer::again : CommitAnswer::rejoin;
    reaches = chance(30);  // the answer may be lost on its way back
  }
  const std::vector<CommitMark> marks = command.marks;
  const std::uint64_t ticket = command.ticket;
  const int life = member.life;
  in(Millis(below(10)), [=, this] {
    auto arrive = [=, this] {
      Member& m = members_[who];
      CommitAnswer answered = told;
      if (m.life != life) return;  // its partitions' names went with it
      for (const CommitMark& mark : marks) {
        SimPartition& partition = partitions_[static_cast<std::size_t>(m.partitions.at(mark.epoch))];
        // A commit of an earlier generation is refused, even where the partition has come back since.
        if (partition.owner != static_cast<int>(who) || partition.given != mark.epoch) {
          answered = CommitAnswer::gone;
          continue;
        }
        if (!reaches) continue;
        for (const SimRecord& record : partition.records) {
          if (record.offset < mark.offset && record.offset >= partition.committed && record.outcomes() == 0) {
            broken(fmt::format("offset {} is committed past record {} that has not ended", mark.offset, record.offset));
          }
        }
        partition.committed = mark.offset;
      }
      note(fmt::format("commit #{} of member {} arrives, {}", ticket, who, static_cast<int>(answered)));
      answer(who, Millis(below(20)), [=, this](Member& still) {
        still.commit_out = false;
        still.engine->committed(ticket, std::vector<CommitAnswer>(marks.size(), answered), "the broker says so", now_);
      });
    };
    if (hung_) {
      held_back_.push_back(arrive);
    } else {
      arrive();
    }
  });
}

// ---- the group

// A new share for everybody who lives; who has too much is asked for it first.
void Game::rebalance() {
  std::vector<int> living;
  for (std::size_t who = 0; who < members_.size(); ++who) {
    if (members_[who].alive && members_[who].engine->phase() == Phase::running) living.push_back(static_cast<int>(who));
  }
  if (living.empty()) return;
  ++verdict_.rebalances;
  target_.clear();
  const std::uint64_t turn = below(living.size());
  for (std::size_t i = 0; i < partitions_.size(); ++i) {
    target_[static_cast<int>(i)] = living[(i + turn) % living.size()];
  }
  rebalancing_ = true;
  note("the group rebalances");
  for (std::size_t who = 0; who < members_.size(); ++who) {
    Member& member = members_[who];
    if (!member.alive || member.giving_back) continue;
    std::vector<Epoch> epochs;
    for (const auto& [partition, position] : member.positions) {
      const bool keeps = protocol_ == Protocol::cooperative && target_[partition] == static_cast<int>(who);
      if (keeps) continue;
      member.asked.push_back(partition);
      if (const auto epoch = member.engine->find("t", partition)) epochs.push_back(*epoch);
    }
    if (member.asked.empty()) continue;
    member.giving_back = true;
    member.engine->revoked(epochs, now_);
    obey(who);
  }
  in(0ms, [this] { settle(); });
  // Who does not give back in time is put out.
  in(Millis(3'000), [this] {
    for (std::size_t who = 0; who < members_.size(); ++who) {
      if (members_[who].alive && members_[who].giving_back) lose(who);
    }
  });
}

void Game::settle() {
  if (!rebalancing_) return;
  for (const Member& member : members_) {
    if (member.alive && member.giving_back) return;
  }
  rebalancing_ = false;
  for (std::size_t who = 0; who < members_.size(); ++who) {
    Member& member = members_[who];
    if (!member.alive || member.engine->phase() != Phase::running) continue;
    for (const auto& [number, to] : target_) {
      if (to != static_cast<int>(who) || member.positions.contains(number)) continue;
      SimPartition& partition = partitions_[static_cast<std::size_t>(number)];
      if (partition.owner != -1) continue;  // the next rebalance moves it
      partition.owner = to;
      const Epoch epoch = member.engine->assigned("t", number, {.position = partition.committed}, now_);
      partition.given = epoch;
      member.partitions[epoch] = number;
      member.positions[number] = partition.committed;
    }
    member.engine->joined(now_);
    obey(who);
  }
}

// A session that ran out: the coordinator has gone on already, the member hears of it later.
void Game::lose(std::size_t who) {
  Member& member = members_[who];
  if (!member.alive) return;
  ++verdict_.losses;
  note(fmt::format("member {} is put out", who));
  for (SimPartition& partition : partitions_) {
    if (partition.owner == static_cast<int>(who)) partition.owner = -1;
  }
  const int life = member.life;
  in(Millis(below(300)), [this, who, life] {
    Member& m = members_[who];
    if (!m.alive || m.life != life) return;
    std::vector<Epoch> epochs;
    m.asked.clear();
    for (const auto& [partition, position] : m.positions) {
      m.asked.push_back(partition);
      if (const auto epoch = m.engine->find("t", partition)) epochs.push_back(*epoch);
    }
    note(fmt::format("member {} is told so", who));
    m.engine->lost(epochs, now_);
    obey(who);
    rebalance();
  });
  in(0ms, [this] { rebalance(); });
}

// A coordinator leaves no partition without an owner for long.
void Game::coordinate() {
  const auto orphaned = [&](std::size_t number) {
    const int owner = partitions_[number].owner;
    return owner < 0 || !members_[static_cast<std::size_t>(owner)].positions.contains(static_cast<int>(number));
  };
  bool any = false;
  for (std::size_t i = 0; i < partitions_.size(); ++i) any = any || orphaned(i);
  if (any && !rebalancing_ && !ending_) rebalance();
  in(Millis(3'000), [this] { coordinate(); });
}

void Game::fault() {
  if (now_ >= calm_) return;
  const std::size_t who = below(members_.size());
  switch (below(5)) {
    case 0: rebalance(); break;
    case 1: lose(who); break;
    case 2: crash(who); break;
    case 3:
      if (!hung_) {
        ++verdict_.hangs;
        note("the broker hangs");
        hung_ = true;
        in(Millis(50 + below(1'500)), [this] {
          note("the broker answers again");
          hung_ = false;
          for (const auto& happen : std::exchange(held_back_, {})) happen();
        });
      }
      break;
    case 4: break;  // a quiet spell
  }
  in(Millis(50 + below(800)), [this] { fault(); });
}

// ---- promises

void Game::check(std::size_t who) {
  const Member& member = members_[who];
  const Summary s = member.engine->summary();
  if (s.read != s.done + s.error_topic + s.skipped + s.uncommitted) broken("the summary does not add up");
  // One fetch may be the one that is too many.
  if (member.engine->pending_bytes() > options_.max_pending_bytes + 110) broken("more is held than the budget allows");
  if (member.engine->phase() == Phase::ended && member.engine->running() == 0 && !member.slots.empty()) {
    broken("a message is still held at the end: the client would never be gone");
  }
}

// Parked records stand for ever: what waits for one is not waited for.
bool Game::all_done() {
  for (const SimPartition& partition : partitions_) {
    const auto stands = std::find_if(partition.records.begin(), partition.records.end(),
                                     [](const SimRecord& r) { return r.fate == Fate::looping; });
    const std::int64_t goal = stands == partition.records.end() ? partition.end() : stands->offset;
    const bool open = std::any_of(partition.records.begin(), partition.records.end(), [&](const SimRecord& r) {
      return r.offset >= partition.committed && r.offset < goal;
    });
    if (open) return false;
  }
  return true;
}

void Game::end() {
  for (const SimPartition& partition : partitions_) {
    for (const SimRecord& record : partition.records) {
      const bool reached = record.offset < partition.committed;
      if (record.fate == Fate::looping) {
        if (reached || record.outcomes() != 0) broken("a record that is parked has ended");
        continue;
      }
      if (!reached) continue;
      const int expected = record.fate == Fate::good      ? record.effects
                           : record.fate == Fate::skipped ? record.skips
                           : record.fate == Fate::invalid || record.fate == Fate::refused_by_handler
                               ? record.errors
                               : record.outcomes();
      const bool elsewhere = record.outcomes() != expected;
      if (expected == 0) broken(fmt::format("record {} is committed and nowhere to be found", record.offset));
      if (elsewhere) broken(fmt::format("record {} ended in two places", record.offset));
      if (record.fate == Fate::retried && options_.max_attempts == 0 && record.errors != 0) {
        broken(fmt::format("record {} is on the error topic, though it may be tried without end", record.offset));
      }
    }
  }
}

Verdict Game::run() {
  for (std::size_t who = 0; who < members_.size(); ++who) start(who);
  in(5ms, [this] { rebalance(); });
  in(Millis(100), [this] { fault(); });
  in(Millis(3'000), [this] { coordinate(); });
  const Time patience = calm_ + 120s;
  const auto turn = [&] {
    now_ = events_.top().at;
    const auto happen = events_.top().happen;
    events_.pop();
    happen();
  };
  while (!events_.empty() && now_ < patience && verdict_.broken.empty()) {
    turn();
    if (now_ > calm_ && all_done()) break;
  }
  if (verdict_.broken.empty() && !all_done()) {
    for (std::size_t i = 0; i < partitions_.size(); ++i) {
      note(fmt::format("t/{} is committed to {} of {}, member {} has it", i, partitions_[i].committed,
                       partitions_[i].end(), partitions_[i].owner));
    }
    for (const Member& member : members_) {
      if (!member.alive) continue;
      note(fmt::format("{} bytes pending, {} handlers running, circuit {}", member.engine->pending_bytes(),
                       member.engine->running(), name(member.engine->circuit().state())));
      for (const Epoch epoch : member.engine->epochs()) {
        const Partition& p = *member.engine->partition(epoch);
        note(fmt::format("{}: {}, {} open, {} kept, {} lanes blocked{}{}{}", epoch, name(p.phase), p.ledger.open(),
                         const_cast<Partition&>(p).ledger.entries().size(), p.blocked, p.ahead ? ", ahead" : "",
                         p.parked ? ", parked" : "", p.paused ? ", paused" : ""));
      }
    }
    broken("it does not come to an end");
  }
  // Now everybody stops, and in some games the broker hangs meanwhile.
  ending_ = true;
  if (chance(30)) {
    note("the broker hangs for good");
    hung_ = true;
  }
  const Time limit = now_ + options_.drain_timeout + options_.commit_timeout + options_.close_timeout + 200ms;
  for (std::size_t who = 0; who < members_.size(); ++who) {
    if (!members_[who].alive) continue;
    members_[who].engine->stop(now_);
    obey(who);
  }
  const auto ended = [&] {
    return std::all_of(members_.begin(), members_.end(), [](const Member& m) {
      return !m.alive || (m.engine->phase() == Phase::ended && m.engine->running() == 0);
    });
  };
  while (verdict_.broken.empty() && !ended() && !events_.empty() && now_ <= limit) turn();
  if (!ended()) broken("a member does not end within its deadlines");
  for (std::size_t who = 0; who < members_.size(); ++who) {
    if (!members_[who].alive) continue;
    check(who);
    verdict_.stale += members_[who].engine->summary().stale;
    verdict_.parked += members_[who].engine->summary().parked;
  }
  end();
  for (const std::string& line : trace_) verdict_.trace += line + "\n";
  return std::move(verdict_);
}

}  // namespace

Verdict play(std::uint64_t seed) { return Game(seed).run(); }

}  // namespace norm::kafka::test
