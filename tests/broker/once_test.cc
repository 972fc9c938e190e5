// Idempotence on a cluster, under deaths of the process: effects exactly once, at most once with what is unknown on the
// audit topic, and a record that kills every process that tries it.
#include <gtest/gtest.h>
#include <sqlite3.h>

#include <algorithm>
#include <csignal>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "broker/process.h"
#include "broker/records.h"
#include "broker/running.h"

namespace norm::kafka::test {
namespace {

using namespace std::chrono_literals;

// 0 to 19, and some of them again.
std::vector<Stored> with_duplicates() {
  std::vector<Stored> records = numbers(0, 20);
  for (const std::int64_t again : {3, 5, 7}) {
    Stored record = records.at(static_cast<std::size_t>(again));
    record.headers = {{"h", "1"}, {"h", std::nullopt}};
    records.push_back(record);
  }
  return records;
}

// Runs the worker until it ends by itself; how often it was killed before.
int run_until_it_lives(const std::string& mode, const Place& place, const TemporaryFolder& folder) {
  for (int deaths = 0; deaths < 8; ++deaths) {
    Process worker({NORM_ONCE_WORKER, mode, cluster().brokers(), place.group, place.topic, folder.path().string()},
                   folder.path() / "out", folder.path() / "err");
    const auto status = worker.wait(60s);
    if (status == 0) return deaths;
    if (!status || *status < 128) {
      ADD_FAILURE() << "status " << status.value_or(-1) << ": " << read_file(folder.path() / "err");
      return -1;
    }
  }
  ADD_FAILURE() << "it dies again and again";
  return -1;
}

std::map<std::int64_t, int> bookings(const TemporaryFolder& folder) {
  sqlite3* bank = nullptr;
  sqlite3_open((folder.path() / "bank").c_str(), &bank);
  sqlite3_stmt* rows = nullptr;
  sqlite3_prepare_v2(bank, "SELECT n, count(*) FROM booking GROUP BY n", -1, &rows, nullptr);
  std::map<std::int64_t, int> counts;
  while (sqlite3_step(rows) == SQLITE_ROW) counts[sqlite3_column_int64(rows, 0)] = sqlite3_column_int(rows, 1);
  sqlite3_finalize(rows);
  sqlite3_close(bank);
  return counts;
}

TEST(Once, EffectsInTheStoresTransactionTakePlaceExactlyOnceAndPoisonIsParked) {
  const Place place(1);
  const TemporaryFolder folder;
  const std::vector<Stored> records = with_duplicates();
  produce(place.topic, records);
  EXPECT_EQ(run_until_it_lives("exactly", place, folder), 3) << "once at 5, twice at 9";
  std::map<std::int64_t, int> expected;
  for (int n = 0; n < 20; ++n) expected[n] = 1;
  expected.erase(9);
  EXPECT_EQ(bookings(folder), expected);
  EXPECT_EQ(committed(place.topic, place.group), static_cast<std::int64_t>(records.size()));
  const std::vector<Stored> errors = read(place.errors);
  ASSERT_EQ(errors.size(), 1U);
  EXPECT_EQ(errors[0].value, number(9));
  EXPECT_EQ(errors[0].header("norm.error.class"), "poison");
  EXPECT_EQ(errors[0].header("norm.error.explain"), "the process died 2 times while it was at this record");
}

TEST(Once, AtMostOnceTellsWhatIsUnknownOnTheAuditTopic) {
  const Place place(1);
  cluster().create_topic(place.topic + ".audit", 1);
  const TemporaryFolder folder;
  const std::vector<Stored> records = with_duplicates();
  produce(place.topic, records);
  EXPECT_EQ(run_until_it_lives("most", place, folder), 1);
  std::map<std::int64_t, int> effects;
  std::istringstream lines(read_file(folder.path() / "effects"));
  for (std::int64_t n = 0; lines >> n;) ++effects[n];
  ASSERT_EQ(effects.size(), 20U);
  for (const auto& [n, count] : effects) EXPECT_EQ(count, 1) << n;
  EXPECT_EQ(committed(place.topic, place.group), static_cast<std::int64_t>(records.size()));

  std::map<std::string, std::string> reasons;  // by the record's offset
  for (const Stored& audited : read(place.topic + ".audit")) {
    const std::string offset = audited.header("norm.audit.offset");
    reasons[offset] = audited.header("norm.audit.reason");
    const Stored& original = records.at(std::stoul(offset));
    EXPECT_EQ(audited.value, original.value);
    EXPECT_EQ(audited.key, original.key);
    EXPECT_TRUE(std::equal(original.headers.begin(), original.headers.end(), audited.headers.begin()));
  }
  EXPECT_EQ(reasons["5"], "unknown_outcome") << "it died there";
  EXPECT_EQ(reasons["7"], "unknown_outcome") << "it threw there";
  EXPECT_EQ(reasons["20"], "duplicate");
  EXPECT_EQ(reasons["21"], "unknown_outcome") << "of a message that nobody knows";
  EXPECT_EQ(reasons["22"], "unknown_outcome");
}

TEST(Once, DuplicatesAreSkippedAndCounted) {
  const Place place(2);
  std::vector<Stored> records = with_duplicates();
  for (Stored other : with_duplicates()) {
    other.partition = 1;
    records.push_back(other);
  }
  produce(place.topic, records);
  ConsumerOptions options = place.options();
  options.idempotence = {.store = memory_store(), .id = MessageId::payload("/n")};
  options.workers = 3;
  Effects effects;
  const auto summary = consume(options, [&](const Record& record, const Decoded* document) {
    Record effect = record;
    effect.partition = 0;
    effect.offset = document->json()["n"].GetInt64();
    effects.add(effect);
    return Outcome::ok();
  });
  ASSERT_TRUE(summary) << summary.error().message;
  EXPECT_EQ(summary->read, 46U);
  EXPECT_EQ(summary->done, 20U);
  EXPECT_EQ(summary->skipped, 26U);
  EXPECT_EQ(effects.size(), 20U);
  EXPECT_EQ(effects.repeated(), 0U);
}

}  // namespace
}  // namespace norm::kafka::test
