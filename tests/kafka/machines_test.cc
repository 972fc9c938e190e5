// The small state machines, printed whole: a record's life, a partition's phases, the circuit breaker, the flood meter.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <set>
#include <string>
#include <utility>

#include "kafka/circuit.h"
#include "kafka/flood.h"
#include "kafka/partition.h"
#include "kafka/record_state.h"

namespace norm::kafka {
namespace {

using namespace std::chrono_literals;

TEST(RecordState, HasThisTable) {
  EXPECT_EQ(print_transitions(),
            "waiting  judge      judging\n"
            "blocked  judge      judging\n"
            "judging  withdraw   waiting\n"
            "judging  ok         done\n"
            "judging  skip       skipped\n"
            "judging  retry      blocked\n"
            "judging  route      unsent\n"
            "judging  park       parked\n"
            "unsent   send       sent\n"
            "sent     fail       unsent\n"
            "sent     passed_on  done\n"
            "sent     rejected   error_topic\n"
            "unsent   park       parked\n");
}

TEST(RecordState, GoesNowhereElse) {
  std::set<std::pair<RecordState, RecordEvent>> rows;
  for (const Transition& t : transitions()) {
    EXPECT_TRUE(rows.insert({t.from, t.event}).second) << name(t.from) << ' ' << name(t.event) << " stands twice";
    EXPECT_FALSE(ended(t.from)) << "what has ended stays so";
    EXPECT_EQ(next(t.from, t.event), t.to);
  }
  for (std::size_t s = 0; s < kRecordStates; ++s) {
    for (std::size_t e = 0; e < kRecordEvents; ++e) {
      const auto state = static_cast<RecordState>(s);
      const auto event = static_cast<RecordEvent>(e);
      EXPECT_EQ(next(state, event).has_value(), rows.contains({state, event})) << name(state) << ' ' << name(event);
      EXPECT_FALSE(name(state).empty());
      EXPECT_FALSE(name(event).empty());
    }
  }
}

TEST(PartitionPhase, HasThisTable) {
  std::string table;
  for (const auto phase : {PartitionPhase::active, PartitionPhase::fenced, PartitionPhase::draining,
                           PartitionPhase::committing, PartitionPhase::gone}) {
    for (const auto event : {PartitionEvent::fence, PartitionEvent::unfence, PartitionEvent::revoke,
                             PartitionEvent::drained, PartitionEvent::committed, PartitionEvent::lose}) {
      const auto to = next(phase, event);
      if (to) table += fmt::format("{} {} {}\n", name(phase), name(event), name(*to));
    }
  }
  EXPECT_EQ(table,
            "active fence fenced\n"
            "active revoke draining\n"
            "active lose gone\n"
            "fenced unfence active\n"
            "fenced revoke gone\n"
            "fenced lose gone\n"
            "draining drained committing\n"
            "draining lose gone\n"
            "committing committed gone\n"
            "committing lose gone\n");
}

// Letters are handler calls a millisecond apart: `a`, `b` failures of two lanes, `.` a success, `+` a second goes by.
std::string states(const std::string& calls, std::uint32_t failures) {
  Circuit circuit({.failures = failures, .within = 500ms, .backoff = {100ms, 100ms}});
  Random random(1);
  Clock::time_point now{};
  std::string seen;
  for (const char call : calls) {
    now += 1ms;
    if (call == '+') now += 1s;
    (void)circuit.tick(now);
    if (call == 'a' || call == 'b') (void)circuit.failed(static_cast<std::uint64_t>(call), now, random);
    if (call == '.') (void)circuit.succeeded();
    seen += name(circuit.state())[0];
  }
  return seen;
}

TEST(Circuit, OpensOnFailuresInARowOfMoreThanOneLane) {
  EXPECT_EQ(states("ababab", 4), "cccooo");
  EXPECT_EQ(states("aaaaaaaa", 4), "cccccccc") << "one lane waits by itself already";
  EXPECT_EQ(states("aaaaab", 4), "ccccco");
  EXPECT_EQ(states("aba.aba.", 4), "cccccccc") << "a success in between";
  EXPECT_EQ(states("aba+bab", 4), "ccccccc") << "too long ago";
  EXPECT_EQ(states("abababab", 0), "cccccccc") << "no breaker";
}

TEST(Circuit, ProbesAfterAPauseAndClosesOnSuccess) {
  EXPECT_EQ(states("abab+.", 4), "cccopc");
  EXPECT_EQ(states("abab+a", 4), "cccopo");
  EXPECT_EQ(states("abab+a+b+.a", 4), "cccopopopcc");
  EXPECT_EQ(states("abab.", 4), "cccoo") << "a call that was under way when it opened says nothing";
}

TEST(FloodMeter, LooksAtTheLastRecordsOnly) {
  FloodMeter meter({.action = OnFlood::pause, .share = 0.5, .window = 4});
  const auto trips = [&](const std::string& records) {
    std::string seen;
    for (const char record : records) {
      seen += meter.add(record == 'x' ? FloodMeter::Verdict::invalid : FloodMeter::Verdict::valid) ? '!' : '.';
    }
    meter.clear();
    return seen;
  };
  EXPECT_EQ(trips("xxxx"), "...!") << "a window must be full";
  EXPECT_EQ(trips("xx..xx.."), "........") << "half is not more than half";
  EXPECT_EQ(trips("....xxx"), "......!");
  EXPECT_EQ(trips("xxx."), "....") << "a valid record is no reason to stop";
  EXPECT_EQ(trips("xxx.x"), "....!");
}

}  // namespace
}  // namespace norm::kafka
