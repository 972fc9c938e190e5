// `norm replay`: what of an error topic goes back, where to, in which order, and only once.
#include <gtest/gtest.h>

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "broker/command.h"

namespace norm::kafka::test {
namespace {

using namespace std::chrono_literals;

class Replay : public Command {
 protected:
  int replay(const Place& place, const std::vector<std::string>& more) {
    std::vector<std::string> words = {NORM_COMMAND,        "replay",  "--brokers",
                                      cluster().brokers(), "--topic", place.errors};
    words.insert(words.end(), more.begin(), more.end());
    return Process(words, out(), err()).wait(60s).value_or(-1);
  }
  [[nodiscard]] std::string key_schema(const std::string& spec) const {
    const std::string file = (folder() / "key.norm").string();
    std::ofstream(file) << "norm 1\n\nKey = " << spec << '\n';
    return file;
  }
  [[nodiscard]] std::string ids() const { return "sqlite:" + (folder() / "replayed.db").string(); }
};

// As an error topic has it, out of order and once twice.
Stored failed(const Place& place, std::int64_t offset, std::int32_t partition, std::string value,
              std::string error_class = "payload") {
  Stored record;
  record.partition = partition;
  record.key = "k" + std::to_string(offset);
  record.value = std::move(value);
  record.timestamp_ms = 1'600'000'000'000 + offset;
  record.headers = {{"trace", "x"},
                    {"norm.error.class", std::move(error_class)},
                    {"norm.error.topic", place.topic},
                    {"norm.error.partition", std::to_string(partition)},
                    {"norm.error.offset", std::to_string(offset)},
                    {"trace", std::nullopt},
                    {"norm.error.first_failure_ms", std::to_string(1'700'000'000'000 + offset)}};
  return record;
}

TEST_F(Replay, TellsFirstThenDoesItInOrderAndOnce) {
  const Place place(2);
  std::vector<Stored> errors = {failed(place, 7, 1, number(7)), failed(place, 3, 1, number(3)),
                                failed(place, 5, 0, number(5)), failed(place, 9, 1, R"({"n":"x"})"),
                                failed(place, 3, 1, number(3)), failed(place, 4, 1, number(4), "handler")};
  errors.push_back({.partition = 0, .key = "z", .value = "of somebody else"});
  produce(place.errors, errors);

  const std::vector<std::string> words = {"-e", "schema { req :n, integer? }", "--class", "payload"};
  EXPECT_EQ(replay(place, words), 0) << read_file(err());
  EXPECT_TRUE(read(place.topic).empty()) << "the first run is dry";
  const std::string told = read_file(out());
  EXPECT_NE(told.find("7 records read"), std::string::npos) << told;
  EXPECT_NE(told.find("3  would be replayed"), std::string::npos) << told;
  EXPECT_NE(told.find("1  still do not conform, and stay"), std::string::npos) << told;
  EXPECT_NE(told.find("1  do not say where they came from"), std::string::npos) << told;
  EXPECT_NE(told.find(place.topic + " [1]  2 records, offsets 3 to 7"), std::string::npos) << told;

  std::vector<std::string> doing = words;
  doing.insert(doing.end(), {"--execute", "--store", ids(), "--fail-on-errors"});
  EXPECT_EQ(replay(place, doing), 1) << "one still fails: " << read_file(err());
  EXPECT_EQ(replay(place, doing), 1) << read_file(err());
  EXPECT_NE(read_file(out()).find("3  had been replayed before"), std::string::npos) << read_file(out());
  EXPECT_EQ(replay(place, {"--class", "payload", "--store", ids()}), 0) << read_file(err());
  EXPECT_NE(read_file(out()).find("1  would be replayed"), std::string::npos) << "a dry run knows it, too";
  std::vector<Stored> found = read(place.topic);
  ASSERT_EQ(found.size(), 3U) << "once";
  std::stable_sort(found.begin(), found.end(),
                   [](const Stored& a, const Stored& b) { return a.partition < b.partition; });
  EXPECT_EQ(found[0].value, number(5));
  EXPECT_EQ(found[1].value, number(3)) << "in the order of the offsets that they had";
  EXPECT_EQ(found[2].value, number(7));
  EXPECT_EQ(found[2].partition, 1);
  EXPECT_EQ(found[2].key, "k7");
  EXPECT_EQ(found[2].timestamp_ms, 1'600'000'000'007);
  EXPECT_EQ(found[2].headers,
            (std::vector<std::pair<std::string, std::optional<std::string>>>{{"trace", "x"}, {"trace", std::nullopt}}));

  EXPECT_EQ(replay(place, {"--execute", "--store", ids(), "--since", "2023-11-14T22:13:20", "--class", "handler"}), 0)
      << read_file(err());
  EXPECT_EQ(read(place.topic).size(), 4U);
}

TEST_F(Replay, WhatConsumeRejectedComesBackAndIsTaken) {
  const Place place(1);
  produce(place.topic, with_bad_ones(20));
  EXPECT_EQ(start(place, {"--until-end"}).wait(60s), 0) << read_file(err());
  EXPECT_EQ(replay(place, {"--execute", "--store", ids(), "-e", "schema { req :n, string? | integer? }"}), 0);
  EXPECT_EQ(read(place.topic).size(), 22U);
  EXPECT_EQ(read(place.topic).back().header("norm.error.class"), "(absent)");
}

TEST_F(Replay, HeadersComeBackAsTheyWere) {
  const Place place(1);
  std::vector<Stored> records = with_bad_ones(1);
  records[0].headers = {{"__connect.errors.topic", "its own"}, {"kafka_dlt-original-topic", "its own"}, {"h", "1"}};
  produce(place.topic, records);
  EXPECT_EQ(start(place, {"--until-end", "--headers", "streams"}).wait(60s), 0) << read_file(err());
  const std::vector<Stored> errors = read(place.errors);
  ASSERT_EQ(errors.size(), 1U);
  EXPECT_NE(errors[0].header("__streams.errors.topic"), "(absent)");
  EXPECT_EQ(replay(place, {"--execute", "--store", "memory"}), 0) << read_file(err());
  const std::vector<Stored> found = read(place.topic);
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[1].headers, records[0].headers);
}

TEST_F(Replay, WhatNoSchemaJudgesStays) {
  const Place place(1);
  produce(place.errors, {failed(place, 1, 0, number(1))});
  EXPECT_EQ(replay(place, {"--map", "elsewhere=" + key_schema("integer?"), "--execute", "--store", "memory"}), 0)
      << read_file(err());
  EXPECT_NE(read_file(out()).find("1  are of topics without a schema"), std::string::npos) << read_file(out());
  EXPECT_TRUE(read(place.topic).empty());
}

TEST_F(Replay, WhereThePartitionIsNoMoreTheKeyDecides) {
  const Place place(2);
  std::vector<Stored> errors;
  for (int i = 0; i < 40; ++i) {
    errors.push_back(failed(place, i, 5, number(i)));
    errors.back().partition = 0;
    errors.back().key = "k" + std::to_string(i % 8);
  }
  produce(place.errors, errors);
  EXPECT_EQ(replay(place, {"--execute", "--store", "memory"}), 0) << read_file(err());
  const std::vector<Stored> found = read(place.topic);
  ASSERT_EQ(found.size(), 40U);
  std::map<std::string, std::set<std::int32_t>> partitions;
  std::map<std::string, std::vector<std::string>> values;
  std::set<std::int32_t> all;
  for (const Stored& record : found) {
    partitions[*record.key].insert(record.partition);
    values[*record.key].push_back(*record.value);
    all.insert(record.partition);
  }
  EXPECT_EQ(all.size(), 2U) << "not all in one";
  EXPECT_EQ(replay(place, {"--key-schema", key_schema("integer?")}), 0) << read_file(err());
  EXPECT_NE(read_file(out()).find("40  still do not conform, and stay"), std::string::npos) << read_file(out());
  for (const auto& [key, where] : partitions) EXPECT_EQ(where.size(), 1U) << key;
  EXPECT_EQ(values["k3"], (std::vector<std::string>{number(3), number(11), number(19), number(27), number(35)}));
}

TEST_F(Replay, OneThatIsKilledIsTakenUpByTheNext) {
  const Place place(1);
  constexpr int kRecords = 4'000;
  std::vector<Stored> errors;
  for (int i = 0; i < kRecords; ++i) errors.push_back(failed(place, i, 0, number(i)));
  produce(place.errors, errors);
  const std::vector<std::string> words = {
      NORM_COMMAND, "replay", "--brokers", cluster().brokers(), "--topic", place.errors, "--execute", "--store", ids()};
  Process killed(words, out(), err());
  EXPECT_TRUE(eventually(30s, [&] { return offsets(place.topic, "").at(0).end > 0; })) << read_file(err());
  killed.signal(SIGKILL);
  (void)killed.wait(10s);
  EXPECT_EQ(replay(place, {"--execute", "--store", ids()}), 0) << read_file(err());
  std::vector<std::string> values;
  for (const Stored& record : read(place.topic)) values.push_back(*record.value);
  const std::set<std::string> distinct(values.begin(), values.end());
  EXPECT_EQ(distinct.size(), static_cast<std::size_t>(kRecords)) << "none is lost";
  // What may stand there twice is counted: of one batch at most.
  const std::string told = read_file(out());
  const std::size_t place_of_count = told.find("  a run that did not end had begun");
  std::size_t uncertain = 0;
  if (place_of_count != std::string::npos) {
    const std::size_t from = told.rfind('\n', place_of_count);
    uncertain = static_cast<std::size_t>(std::atoi(told.c_str() + from + 1));
  }
  EXPECT_LE(values.size() - distinct.size(), uncertain) << told;
  EXPECT_LE(uncertain, 500U) << told;
  EXPECT_EQ(replay(place, {"--execute", "--store", ids()}), 0);
  EXPECT_EQ(read(place.topic).size(), values.size()) << "a third run has nothing to do";
}

}  // namespace
}  // namespace norm::kafka::test
