// `norm consume` as its operator sees it: what is scraped, logged and traced agrees with what became of the records.
#include <gtest/gtest.h>

#include <csignal>
#include <cstdlib>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "broker/command.h"
#include "kafka/scrape.h"

namespace norm::kafka::test {
namespace {

using namespace std::chrono_literals;

class Sight : public Command {
 protected:
  /// Of the first line of the log that says it.
  [[nodiscard]] int port() const {
    constexpr std::string_view kBefore = "metrics are served at port ";
    const std::string said = read_file(err());
    const std::size_t place = said.find(kBefore);
    return place == std::string::npos ? 0 : std::atoi(said.c_str() + place + kBefore.size());
  }
  [[nodiscard]] std::string hex_of(const std::string& line, const std::string& name) const {
    const std::size_t place = line.find("\"" + name + "\":\"");
    return place == std::string::npos ? ""
                                      : line.substr(place + name.size() + 4,
                                                    line.find('"', place + name.size() + 4) - place - name.size() - 4);
  }
};

TEST_F(Sight, MetricsLogAndSpansAgree) {
  const Place place(2);
  const std::string trace = "0af7651916cd43dd8448eb211c80319c";
  std::vector<Stored> records = with_bad_ones(30);
  for (Stored record : numbers(1, 5)) records.push_back(record);
  records[0].headers = {{"traceparent", "00-" + trace + "-b7ad6b7169203331-01"}, {"tracestate", "a=b"}};
  produce(place.topic, records);
  const std::filesystem::path spans = folder() / "spans.json";
  Process command = start(place, {"--metrics", "127.0.0.1:0", "--stats", "1", "--log", "json", "--trace-file",
                                  spans.string(), "--workers", "2"});
  std::map<std::string, std::string> seen;
  const auto records_total = [&](const char* outcome, const char* partition) {
    return seen[std::string("records_total{outcome=\"") + outcome + "\",partition=\"" + partition + "\",topic=\"" +
                place.topic + "\"}"];
  };
  const std::string of_topic = "{topic=\"" + place.topic + "\"}";
  EXPECT_TRUE(eventually(30s, [&] {
    if (port() != 0) seen = scrape(port());
    return records_total("ok", "0") == "27" && records_total("error_topic", "0") == "3" &&
           records_total("ok", "1") == "5" && seen.contains("rdkafka_rebalances") &&
           seen["watermark_lag_records{partition=\"0\",topic=\"" + place.topic + "\"}"] == "0";
  })) << read_file(err());
  EXPECT_EQ(seen["validate_seconds_count" + of_topic], "35");
  EXPECT_EQ(seen["handler_seconds_count" + of_topic], "32");
  EXPECT_EQ(seen["end_to_end_seconds_count" + of_topic], "35");
  EXPECT_EQ(seen["errors_total{class=\"payload\",stage=\"validate\",topic=\"" + place.topic + "\"}"], "3");
  EXPECT_EQ(seen["dlq_seconds_count"], "3");
  command.signal(SIGTERM);
  EXPECT_EQ(command.wait(20s), 0) << read_file(err());

  const std::string said = read_file(err());
  std::set<std::string> events;
  for (const std::string& line : lines(err())) {
    EXPECT_TRUE(line.starts_with(R"({"time":")") && line.ends_with("}")) << line;
    events.insert(hex_of(line, "event"));
  }
  for (const char* const event : {"norm", "assigned", "statistics", "summary"}) {
    EXPECT_TRUE(events.contains(event)) << event << '\n' << said;
  }
  EXPECT_NE(said.find(R"("event":"summary","read":35,"done":32,"error_topic":3,)"), std::string::npos) << said;
  EXPECT_EQ(said.find("no number"), std::string::npos) << "a value is in no log";

  const std::vector<std::string> traced = lines(spans);
  EXPECT_EQ(traced.size(), 35U);
  EXPECT_EQ(read_file(spans).find("no number"), std::string::npos) << "nor in a span";
  std::set<std::string> ids;
  std::string of_first;
  for (const std::string& line : traced) {
    EXPECT_TRUE(ids.insert(hex_of(line, "spanId")).second) << line;
    if (hex_of(line, "traceId") == trace) of_first = hex_of(line, "spanId");
  }
  const std::vector<Stored> errors = read(place.errors);
  ASSERT_EQ(errors.size(), 3U);
  EXPECT_EQ(errors[0].header("norm.error.trace"), "00-" + trace + "-" + of_first + "-01");
  EXPECT_EQ(errors[0].header("traceparent"), "00-" + trace + "-b7ad6b7169203331-01");
  EXPECT_EQ(errors[0].header("tracestate"), "a=b");
}

TEST_F(Sight, AFullDiskUnderTheSpansIsSaidOnceAndHoldsNothingUp) {
  const Place place(1);
  produce(place.topic, numbers(0, 2'000));
  EXPECT_EQ(start(place, {"--trace-file", "/dev/full", "--until-end"}).wait(60s), 0) << read_file(err());
  EXPECT_EQ(committed(place.topic, place.group), 2'000);
  const std::string said = read_file(err());
  const std::string sentence = "norm: --trace-file /dev/full: No space left on device; records go on without spans\n";
  EXPECT_EQ(said.find(sentence), said.rfind(sentence)) << said;
  EXPECT_NE(said.find(sentence), std::string::npos) << said;
}

}  // namespace
}  // namespace norm::kafka::test
