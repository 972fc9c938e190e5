// What every store promises: its states, who may begin what, what it forgets, what it still knows when opened again.
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "store/kinds.h"

namespace norm::kafka::test {
namespace {

using namespace std::chrono_literals;
using State = Claim::State;

class Stores : public testing::TestWithParam<Kind> {
 protected:
  [[nodiscard]] std::unique_ptr<Store> open(const Retention& retention = {}) {
    return test::open(GetParam(), folder_, retention);
  }

 private:
  Folder folder_;
};

Origin at(std::int64_t offset) { return {"t", 1, offset}; }

State begin(Store& store, std::string_view id, std::int64_t offset) {
  const auto claim = store.begin(id, at(offset));
  EXPECT_TRUE(claim) << said(claim);
  return claim ? claim->state : State::done;
}
State find(Store& store, std::string_view id) {
  const auto claim = store.find(id);
  EXPECT_TRUE(claim) << said(claim);
  return claim ? claim->state : State::done;
}
void complete(Store& store, std::string_view id) { EXPECT_EQ(said(store.complete(id)), "ok"); }
void abandon(Store& store, std::string_view id) { EXPECT_EQ(said(store.abandon(id)), "ok"); }

TEST_P(Stores, AbsentStartedDone) {
  const auto store = open();
  EXPECT_EQ(find(*store, "a"), State::fresh);
  EXPECT_EQ(begin(*store, "a", 5), State::fresh);
  EXPECT_EQ(find(*store, "a"), State::in_progress);
  complete(*store, "a");
  EXPECT_EQ(find(*store, "a"), State::done);
  EXPECT_EQ(begin(*store, "a", 5), State::done);
  EXPECT_EQ(begin(*store, "a", 9), State::done);
  abandon(*store, "a");
  EXPECT_EQ(find(*store, "a"), State::done) << "what is done stays so";
  EXPECT_EQ(begin(*store, "b", 6), State::fresh) << "ids do not touch each other";
}

TEST_P(Stores, WhatIsAbandonedIsFreshAgain) {
  const auto store = open();
  EXPECT_EQ(begin(*store, "a", 5), State::fresh);
  abandon(*store, "a");
  abandon(*store, "a");
  EXPECT_EQ(find(*store, "a"), State::fresh);
  const auto claim = store->begin("a", at(7));
  ASSERT_TRUE(claim);
  EXPECT_EQ(claim->state, State::fresh);
  EXPECT_EQ(claim->by, at(7));
  EXPECT_EQ(claim->attempts, 1U);
}

TEST_P(Stores, TheSameRecordBeginsAgainAndIsCounted) {
  const auto store = open();
  EXPECT_EQ(begin(*store, "a", 5), State::fresh);
  for (std::uint32_t attempt = 2; attempt <= 4; ++attempt) {
    const auto claim = store->begin("a", at(5));
    ASSERT_TRUE(claim);
    EXPECT_EQ(claim->state, State::in_progress);
    EXPECT_EQ(claim->attempts, attempt);
  }
  // Another record of that id changes nothing and learns whose it is.
  for (const Origin& other : {Origin{"t", 1, 6}, Origin{"t", 2, 5}, Origin{"u", 1, 5}}) {
    const auto claim = store->begin("a", other);
    ASSERT_TRUE(claim);
    EXPECT_EQ(claim->state, State::in_progress);
    EXPECT_EQ(claim->by, at(5));
    EXPECT_EQ(claim->attempts, 4U);
    EXPECT_GT(claim->since_ms, 1'600'000'000'000);
  }
}

TEST_P(Stores, IdsAreAnyBytes) {
  const auto store = open();
  const std::string longest(Store::kMaxId, 'x');
  const std::vector<std::string> ids = {
      std::string("a\0b", 3), std::string("a\0c", 3), "\xff", "'; DROP TABLE", longest, longest.substr(1)};
  for (const std::string& id : ids) EXPECT_EQ(begin(*store, id, 1), State::fresh);
  for (const std::string& id : ids) complete(*store, id);
  for (const std::string& id : ids) EXPECT_EQ(begin(*store, id, 1), State::done);
}

TEST_P(Stores, ForgetsTheOldestOfTheDoneOnly) {
  const auto store = open({.max_age = 1h, .max_done = 10});
  EXPECT_EQ(begin(*store, "started", 0), State::fresh);
  for (int i = 0; i < 2'500; ++i) {
    const std::string id = std::to_string(i);
    EXPECT_EQ(begin(*store, id, i), State::fresh);
    complete(*store, id);
  }
  std::size_t forgotten = 0;
  for (int call = 0; call < 4; ++call) {
    const auto gone = store->evict();
    ASSERT_TRUE(gone) << said(gone);
    EXPECT_LE(*gone, 1000U) << "a bounded pause";
    forgotten += *gone;
  }
  // The memory's bound counts the started one, too.
  EXPECT_GE(forgotten, 2'490U);
  EXPECT_LE(forgotten, 2'491U);
  EXPECT_EQ(find(*store, "started"), State::in_progress);
  EXPECT_EQ(find(*store, "0"), State::fresh);
  EXPECT_EQ(find(*store, "2499"), State::done);
}

TEST_P(Stores, ForgetsByAge) {
  const auto store = open({.max_age = 1s, .max_done = 1000});
  EXPECT_EQ(begin(*store, "old", 0), State::fresh);
  complete(*store, "old");
  EXPECT_EQ(store->evict().value_or(9), 0U);
  std::this_thread::sleep_for(1100ms);
  EXPECT_EQ(begin(*store, "young", 1), State::fresh);
  complete(*store, "young");
  EXPECT_EQ(store->evict().value_or(9), 1U);
  EXPECT_EQ(find(*store, "old"), State::fresh);
  EXPECT_EQ(find(*store, "young"), State::done);
}

TEST_P(Stores, ForgetsWhatNobodyHasComeBackTo) {
  const auto store = open({.max_age = 1h, .max_done = 1000, .max_started_age = 1s});
  EXPECT_EQ(begin(*store, "left", 0), State::fresh);
  EXPECT_EQ(begin(*store, "ended", 1), State::fresh);
  complete(*store, "ended");
  EXPECT_EQ(begin(*store, "given up", 2), State::fresh);
  abandon(*store, "given up");
  EXPECT_EQ(store->evict().value_or(9), 0U);
  std::this_thread::sleep_for(1100ms);
  EXPECT_EQ(begin(*store, "young", 3), State::fresh);
  EXPECT_EQ(store->evict().value_or(9), 1U);
  EXPECT_EQ(find(*store, "left"), State::fresh);
  EXPECT_EQ(find(*store, "young"), State::in_progress);
  EXPECT_EQ(find(*store, "ended"), State::done);
  EXPECT_EQ(begin(*store, "left", 4), State::fresh);
  complete(*store, "left");
  EXPECT_EQ(find(*store, "left"), State::done);
}

TEST_P(Stores, OneOfManyThreadsGetsIt) {
  const auto store = open();
  for (int round = 0; round < 20; ++round) {
    const std::string id = std::to_string(round);
    std::atomic<int> fresh{0};
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i) {
      threads.emplace_back([&, i] {
        const auto claim = store->begin(id, {"t", i, 1});
        if (claim && claim->state == State::fresh) ++fresh;
      });
    }
    for (std::thread& thread : threads) thread.join();
    EXPECT_EQ(fresh, 1);
  }
}

INSTANTIATE_TEST_SUITE_P(All, Stores, testing::Values(Kind::memory, Kind::sqlite, Kind::lmdb),
                         [](const auto& made) { return name(made.param); });

TEST(MemoryStore, ForgetsAPartitionThatHasGone) {
  const auto store = memory_store();
  ASSERT_TRUE(store->begin("a", {"t", 1, 5}));
  ASSERT_TRUE(store->begin("b", {"t", 2, 5}));
  complete(*store, "a");
  complete(*store, "b");
  store->release("t", 1);
  EXPECT_EQ(find(*store, "a"), State::fresh);
  EXPECT_EQ(find(*store, "b"), State::done);
  complete(*store, "a");  // its handler ends late
  EXPECT_EQ(find(*store, "a"), State::fresh);
}

class DurableStores : public testing::TestWithParam<Kind> {};

TEST_P(DurableStores, KnowWhenOpenedAgain) {
  const Folder folder;
  {
    const auto store = open(GetParam(), folder);
    EXPECT_EQ(begin(*store, "done", 1), State::fresh);
    complete(*store, "done");
    EXPECT_EQ(begin(*store, "started", 2), State::fresh);
    EXPECT_EQ(said(store->flush()), "ok");
    store->release("t", 1);  // the next owner of the partition wants to know
  }
  const auto store = open(GetParam(), folder);
  EXPECT_EQ(begin(*store, "done", 1), State::done);
  const auto claim = store->begin("started", at(2));
  ASSERT_TRUE(claim);
  EXPECT_EQ(claim->state, State::in_progress);
  EXPECT_EQ(claim->by, at(2));
  EXPECT_EQ(claim->attempts, 2U);
}

TEST_P(DurableStores, AreSharedByProcesses) {
  const Folder folder;
  const auto work = [&](std::int32_t process) {
    return [&folder, process](const Child::Say& say) {
      const auto store = open(GetParam(), folder);
      for (int i = 0; i < 300; ++i) {
        const auto claim = store->begin(std::to_string(i), {"t", process, i});
        if (!claim) say("error " + said(claim));
        if (!claim || claim->state != State::fresh) continue;
        say(std::to_string(i));
        if (!store->complete(std::to_string(i))) say("error");
      }
    };
  };
  Child one(work(1));
  Child two(work(2));
  std::vector<std::string> all = one.finish();
  for (std::string& line : two.finish()) all.push_back(std::move(line));
  EXPECT_EQ(all.size(), 300U) << "each id is begun by one of them";
  EXPECT_EQ(std::set<std::string>(all.begin(), all.end()).size(), 300U);
}

INSTANTIATE_TEST_SUITE_P(All, DurableStores, testing::Values(Kind::sqlite, Kind::lmdb),
                         [](const auto& made) { return name(made.param); });

}  // namespace
}  // namespace norm::kafka::test
