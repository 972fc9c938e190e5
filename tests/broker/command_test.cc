// `norm consume` as a process: what it prints, commits and answers to signals, and its exit statuses.
#include <gtest/gtest.h>

#include <algorithm>
#include <csignal>
#include <set>
#include <string>
#include <vector>

#include "broker/command.h"
#include "broker/process.h"
#include "broker/records.h"

namespace norm::kafka::test {
namespace {

using namespace std::chrono_literals;
namespace fs = std::filesystem;

TEST_F(Command, PrintsUntilItIsAskedToEnd) {
  const Place place(1);
  produce(place.topic, with_bad_ones(30));
  Process command = start(place, {});
  EXPECT_TRUE(eventually(30s, [&] { return lines().size() == 27; })) << read_file(err());
  command.signal(SIGTERM);
  EXPECT_EQ(command.wait(20s), 0) << read_file(err());
  EXPECT_EQ(lines().front(), number(1));
  EXPECT_EQ(lines().back(), number(29));
  EXPECT_EQ(committed(place.topic, place.group), 30);
  EXPECT_EQ(read(place.errors).size(), 3U);
}

TEST_F(Command, SaysByItsStatusWhetherRecordsWereRejected) {
  const Place place(1);
  produce(place.topic, with_bad_ones(20));
  EXPECT_EQ(start(place, {"--until-end", "--max-records", "5"}).wait(30s), 0) << read_file(err());
  EXPECT_EQ(committed(place.topic, place.group), 5);
  EXPECT_EQ(start(place, {"--until-end", "--fail-on-errors"}).wait(30s), 1) << read_file(err());
  EXPECT_EQ(lines().size(), 18U);
  EXPECT_EQ(committed(place.topic, place.group), 20);
}

TEST_F(Command, SendsConformingRecordsOn) {
  const Place place(1);
  const std::string next = place.topic + ".next";
  cluster().create_topic(next, 1);
  produce(place.topic, with_bad_ones(20));
  EXPECT_EQ(start(place, {"--until-end", "--to", next}).wait(30s), 0) << read_file(err());
  EXPECT_TRUE(lines().empty());
  EXPECT_EQ(read(next).size(), 18U);
  EXPECT_EQ(read(place.errors).size(), 2U);
}

TEST_F(Command, PrintsAMessageOnceWhateverIsKilled) {
  const Place place(1);
  std::vector<Stored> records = numbers(0, 400);
  for (const Stored& record : numbers(0, 50)) records.push_back(record);
  produce(place.topic, records);
  const std::vector<std::string> once = {"--id", "/n", "--store", "sqlite:" + (out() += ".ids").string()};
  Process command = start(place, once);
  EXPECT_TRUE(eventually(30s, [&] { return lines().size() > 20; })) << read_file(err());
  command.signal(SIGKILL);
  EXPECT_EQ(command.wait(10s), 128 + SIGKILL);
  std::vector<std::string> more = once;
  more.emplace_back("--until-end");
  EXPECT_EQ(start(place, more).wait(60s), 0) << read_file(err());
  std::vector<std::string> printed = lines();
  EXPECT_EQ(std::set<std::string>(printed.begin(), printed.end()).size(), 400U) << "nothing is lost";
  // Printed, and killed before that was written down: the one that at least once means.
  EXPECT_LE(printed.size(), 401U);
  EXPECT_EQ(committed(place.topic, place.group), 450);
}

TEST_F(Command, EndsWithTwoWhereNothingCanBegin) {
  const Place place(1);
  Process unreachable(
      {NORM_COMMAND, "consume", "--brokers", "127.0.0.1:1", "--group", "g", "--topic", "t", "-e", "any?"}, out(),
      err());
  EXPECT_EQ(unreachable.wait(30s), 2) << read_file(err());
  EXPECT_EQ(start(place, {"-X", "no.such.property=1"}).wait(30s), 2);
  if (cluster().real()) {
    EXPECT_EQ(start(place, {"--topic", "nobody-made-this"}).wait(30s), 2);
    EXPECT_NE(read_file(err()).find("nobody-made-this does not exist"), std::string::npos) << read_file(err());
  }
}

TEST_F(Command, EndsWithThreeWhereItCannotGoOnAndCommitsNothing) {
  const Place place(1);
  produce(place.topic, numbers(0, 20'000));
  EXPECT_EQ(start(place, {"--until-end"}, "/dev/full").wait(30s), 3) << read_file(err());
  EXPECT_EQ(committed(place.topic, place.group), -1);
  EXPECT_EQ(start(place, {"--until-end"}).wait(30s), 0) << read_file(err());
  EXPECT_EQ(lines().size(), 20'000U);
}

TEST_F(Command, LosesNothingWhenItIsKilled) {
  const Place place(1);
  constexpr int kCount = 20'000;
  produce(place.topic, numbers(0, kCount));
  // A file each: the kill may cut a line off, and the next process would go on behind it.
  std::set<std::string> printed;
  const auto gather = [&](const fs::path& file) {
    for (const std::string& line : lines(file)) printed.insert(line);
  };
  for (int kill = 1; kill <= 2; ++kill) {
    const fs::path file = out() += std::to_string(kill);
    Process command = start(place, {}, file);
    EXPECT_TRUE(eventually(30s, [&] { return !lines(file).empty(); })) << read_file(err());
    command.signal(SIGKILL);
    EXPECT_EQ(command.wait(10s), 128 + SIGKILL);
    gather(file);
  }
  EXPECT_EQ(start(place, {"--until-end"}).wait(60s), 0) << read_file(err());
  gather(out());
  int missing = 0;
  for (int i = 0; i < kCount; ++i) missing += printed.contains(number(i)) ? 0 : 1;
  EXPECT_EQ(missing, 0);
  EXPECT_EQ(committed(place.topic, place.group), kCount);
}

}  // namespace
}  // namespace norm::kafka::test
