// Stores under SIGKILL, on a full disk, in files that nobody may write or that are none: what was answered for is
// there, what fails has changed nothing, and one clear sentence says why.
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>
#include <fstream>
#include <random>
#include <string>
#include <vector>

#include "store/kinds.h"

namespace norm::kafka::test {
namespace {

using State = Claim::State;

class Damage : public testing::TestWithParam<Kind> {};

// Begins and completes ids in a row, from `first` on; says `begun N` and `done N` after each call.
void work_from(Kind kind, const Folder& folder, std::int64_t first, const Child::Say& say) {
  const auto store = open(kind, folder);
  for (std::int64_t id = first;; ++id) {
    const std::string text = std::to_string(id);
    const auto claim = store->begin(text, {"t", 0, id});
    if (!claim) return say("error " + claim.error().message);
    say("begun " + text);
    if (const auto done = store->complete(text); !done) return say("error " + done.error().message);
    say("done " + text);
  }
}

TEST_P(Damage, AKillLosesNothingThatWasAnsweredFor) {
  const Folder folder;
  std::minstd_rand random(7);
  std::int64_t next = 0;
  for (int round = 0; round < 12; ++round) {
    Child child([&](const Child::Say& say) { work_from(GetParam(), folder, next, say); });
    const std::vector<std::string> lines = child.kill_after(1 + random() % 60);
    ASSERT_FALSE(lines.empty());
    ASSERT_FALSE(lines.back().starts_with("error")) << lines.back();
    const auto store = open(GetParam(), folder);
    std::int64_t done = next - 1;
    std::int64_t begun = next - 1;
    for (const std::string& line : lines) {
      (line.starts_with("done") ? done : begun) = std::stoll(line.substr(line.find(' ')));
    }
    for (std::int64_t id = 0; id <= done; ++id) {
      EXPECT_EQ(store->find(std::to_string(id))->state, State::done) << id << " in round " << round;
    }
    if (begun > done) {
      EXPECT_NE(store->find(std::to_string(begun))->state, State::fresh) << begun;
    }
    EXPECT_EQ(store->find(std::to_string(begun + 2))->state, State::fresh);
    next = done + 1;
  }
  EXPECT_GT(next, 30);
}

TEST_P(Damage, AFullDiskIsAnErrorAndTheEndOfNothing) {
  const Folder folder;
  Child child([&](const Child::Say& say) {
    const auto store = open(GetParam(), folder);
    if (!store->begin("before", {"t", 0, 0})) return say("no begin");
    if (!store->complete("before")) return say("no complete");
    std::signal(SIGXFSZ, SIG_IGN);
    const rlimit tight{128 << 10, RLIM_INFINITY};
    ::setrlimit(RLIMIT_FSIZE, &tight);
    std::int64_t id = 1;
    Result<Claim, Error> claim;
    const std::string longest(400, 'x');
    for (; id < 10'000; ++id) {
      claim = store->begin(longest + std::to_string(id), {"t", 0, id});
      if (!claim) break;
    }
    if (claim) return say("never full");
    say(claim.error().message);
    say(claim.error().retriable && !claim.error().fatal ? "retriable" : "final");
    const auto before = store->begin("before", {"t", 0, 0});
    say(before && before->state == State::done ? "known" : "unknown");
    const rlimit wide{RLIM_INFINITY, RLIM_INFINITY};
    ::setrlimit(RLIMIT_FSIZE, &wide);
    claim = store->begin(longest + std::to_string(id), {"t", 0, id});
    say(claim ? claim->state == State::fresh ? "fresh" : "changed" : claim.error().message);
    say(said(store->complete(longest + std::to_string(id))));
    say(said(store->flush()));
  });
  const std::vector<std::string> lines = child.finish();
  ASSERT_EQ(lines.size(), 6U) << (lines.empty() ? "nothing" : lines.back());
  EXPECT_TRUE(lines[0].starts_with("the store " + folder.path().string())) << lines[0];
  EXPECT_EQ(lines[1], "retriable");
  EXPECT_EQ(lines[2], "known");
  EXPECT_EQ(lines[3], "fresh") << "what failed has changed nothing";
  EXPECT_EQ(lines[4], "ok");
  EXPECT_EQ(lines[5], "ok");
  // And the file is whole.
  EXPECT_EQ(open(GetParam(), folder)->find("before")->state, State::done);
}

// The rights of files do not bind root.
void become_nobody() {
  if (::geteuid() == 0 && ::setuid(65534) != 0) ::_exit(9);
}

TEST_P(Damage, AFileThatCannotBeWrittenIsSaidAtTheStart) {
  const Folder folder;
  (void)open(GetParam(), folder)->begin("a", {"t", 0, 0});
  ::chmod(folder.path().c_str(), 0755);
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder.path())) {
    ::chmod(entry.path().c_str(), entry.is_directory() ? 0555 : 0444);
  }
  Child child([&](const Child::Say& say) {
    become_nobody();
    const auto store = try_open(GetParam(), folder);
    if (store) return say(said((*store)->begin("b", {"t", 0, 1})));
    say(said(store));
  });
  const std::vector<std::string> lines = child.finish();
  ASSERT_EQ(lines.size(), 1U);
  EXPECT_TRUE(lines[0].starts_with("the store " + folder.path().string())) << lines[0];
  EXPECT_TRUE(lines[0].ends_with("must be writable")) << lines[0];
}

TEST_P(Damage, AFileOfSomethingElseIsSaidAtTheStart) {
  const Folder folder;
  std::filesystem::create_directories(folder.path() / "ids.lmdb");
  for (const char* const file : {"ids.sqlite", "ids.lmdb/data.mdb"}) {
    std::ofstream(folder.path() / file) << std::string(8192, 'n');
  }
  const auto store = try_open(GetParam(), folder);
  ASSERT_FALSE(store);
  EXPECT_TRUE(store.error().fatal);
  EXPECT_NE(store.error().message.find("or restore this one"), std::string::npos) << store.error().message;
}

INSTANTIATE_TEST_SUITE_P(All, Damage, testing::Values(Kind::sqlite, Kind::lmdb),
                         [](const auto& made) { return name(made.param); });

// A full disk is said at the start then; a hole in a file that is mapped is a SIGBUS.
TEST(LmdbStore, HasNoHoleWhereItsLocksAre) {
  const Folder folder;
  const auto store = open_lmdb_store(folder.path() / "ids");
  ASSERT_TRUE(store) << said(store);
  struct stat locks {};
  ASSERT_EQ(::stat((folder.path() / "ids" / "lock.mdb").c_str(), &locks), 0);
  EXPECT_GE(locks.st_blocks * 512, locks.st_size);
}

TEST(LmdbStore, SaysWhenItIsAsLargeAsItMayGet) {
  const Folder folder;
  const auto store =
      open_lmdb_store(folder.path() / "ids", {.max_age = std::chrono::hours(1), .max_done = 10}, 256 << 10);
  ASSERT_TRUE(store) << said(store);
  const std::string longest(400, 'x');
  Result<void, Error> done;
  int id = 0;
  for (; id < 10'000 && done; ++id) done = (*store)->complete(longest + std::to_string(id));
  ASSERT_FALSE(done);
  EXPECT_TRUE(done.error().retriable);
  EXPECT_NE(done.error().message.find("let it forget sooner"), std::string::npos) << done.error().message;
  // Forgetting makes room.
  EXPECT_GT((*store)->evict().value_or(0), 0U) << said((*store)->evict());
  EXPECT_EQ(said((*store)->complete(longest)), "ok");
}

}  // namespace
}  // namespace norm::kafka::test
