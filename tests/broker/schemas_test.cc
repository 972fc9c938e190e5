// `norm consume` and its schemas: one for each topic, one for keys, loaded anew while it runs, or only asked what a
// topic would come to.
#include <gtest/gtest.h>

#include <csignal>
#include <fstream>
#include <set>
#include <string>
#include <vector>

#include "broker/command.h"

namespace norm::kafka::test {
namespace {

using namespace std::chrono_literals;

class SchemaFiles : public Command {
 protected:
  [[nodiscard]] std::string write(const std::string& name, const std::string& text) const {
    const std::filesystem::path file = folder() / name;
    std::ofstream(file) << text;
    return file.string();
  }
  // Without the schema that Command::start gives.
  Process run(const Place& place, std::vector<std::string> more) {
    std::vector<std::string> words = {NORM_COMMAND, "consume",
                                      "--brokers",  cluster().brokers(),
                                      "--group",    place.group,
                                      "--topic",    place.topic,
                                      "-X",         "consumer.session.timeout.ms=4000",
                                      "-X",         "consumer.heartbeat.interval.ms=200",
                                      "-X",         "consumer.fetch.wait.max.ms=10"};
    words.insert(words.end(), more.begin(), more.end());
    return {words, out(), err()};
  }
};

TEST_F(SchemaFiles, EachTopicHasItsOwn) {
  const Place one(1);
  const Place two(1);
  const std::string file = write("two.norm", "norm 1\n\n@topic(\"" + two.topic +
                                                 "\")\nNamed = schema { req :name, string? }\n\n"
                                                 "Other = schema { req :n, string? }\n");
  const std::string keys = write("keys.norm", "norm 1\n\nKey = integer? & >= 2\n");
  std::vector<Stored> records = {{.key = "5", .value = R"({"n":1})"}, {.key = "1", .value = R"({"n":1})"}};
  produce(one.topic, records);
  produce(two.topic, {{.key = "5", .value = R"({"name":"x"})"}, {.value = R"({"n":"x"})"}});
  Process command = run(one, {"--topic", two.topic, "--map",
                              one.topic + "=" + write("one.norm", "norm 1\n\nNumber = schema { req :n, integer? }\n"),
                              "--schema", file, "--key-schema", keys, "--until-end"});
  EXPECT_EQ(command.wait(60s), 0) << read_file(err());
  const std::vector<std::string> printed = lines();
  EXPECT_EQ(std::set<std::string>(printed.begin(), printed.end()),
            (std::set<std::string>{R"({"n":1})", R"({"name":"x"})"}));
  const std::vector<Stored> of_one = read(one.errors);
  ASSERT_EQ(of_one.size(), 1U);
  EXPECT_EQ(of_one[0].key, "1");
  EXPECT_TRUE(of_one[0].header("norm.error.explain").starts_with("the key: val: 1"))
      << of_one[0].header("norm.error.explain");
  EXPECT_EQ(of_one[0].header("norm.error.schema"), keys);
  const std::vector<Stored> of_two = read(two.errors);
  ASSERT_EQ(of_two.size(), 1U);
  EXPECT_EQ(of_two[0].header("norm.error.schema"), file + "#Named");
}

TEST_F(SchemaFiles, WhatARegularExpressionFindsHasItsOwn) {
  const Place place(1);
  const std::string file = write("two.norm", "norm 1\n\n@topic(\"" + place.topic +
                                                 "\")\nNamed = schema { req :name, string? }\n\n"
                                                 "Other = schema { req :n, string? }\n");
  produce(place.topic, {{.value = "{\"name\":\r\n  \"x\"}"}, {.value = R"({"n":"x"})"}});
  Place by_expression = place;
  by_expression.topic = "^" + place.topic + "$";
  EXPECT_EQ(run(by_expression, {"--schema", file, "--until-end", "--compact"}).wait(60s), 0) << read_file(err());
  EXPECT_EQ(lines(), (std::vector<std::string>{R"({"name":"x"})"}));
  EXPECT_NE(read_file(err()).find("is judged by its @topic in " + file), std::string::npos) << read_file(err());
  ASSERT_EQ(read(place.errors).size(), 1U);
  EXPECT_EQ(read(place.errors)[0].header("norm.error.schema"), file + "#Named");
}

TEST_F(SchemaFiles, AreLoadedAnewAndStayWhereTheNewOnesDoNotLoad) {
  const Place place(1);
  const std::string file = write("live.norm", "norm 1\n\nNumber = schema { req :n, integer? & < 10 }\n");
  produce(place.topic, numbers(0, 20));
  Process command = run(place, {"--schema", file});
  EXPECT_TRUE(eventually(30s, [&] { return read(place.errors).size() == 10; })) << read_file(err());
  const auto reload = [&](const std::string& text, const std::string& answer) {
    (void)write("live.norm", text);
    command.signal(SIGHUP);
    EXPECT_TRUE(eventually(10s, [&] { return read_file(err()).find(answer) != std::string::npos; }))
        << read_file(err());
  };
  reload("norm 1\n\nNumber = schema { req :n, nosuch? }\n", "those from before stay");
  produce(place.topic, numbers(0, 11));
  EXPECT_TRUE(eventually(20s, [&] { return read(place.errors).size() == 11; })) << read_file(err());
  reload("norm 1\n\nNumber = schema { req :n, integer? }\n", "the schemas are loaded anew");
  produce(place.topic, numbers(0, 20));
  EXPECT_TRUE(eventually(20s, [&] { return lines().size() == 40; })) << lines().size() << read_file(err());
  command.signal(SIGTERM);
  EXPECT_EQ(command.wait(20s), 0) << read_file(err());
  EXPECT_EQ(read(place.errors).size(), 11U);
}

TEST_F(SchemaFiles, ACheckTellsWhatWouldFailAndLeavesNoTrace) {
  const Place place(2);
  std::vector<Stored> records = with_bad_ones(30);
  for (Stored record : with_bad_ones(10)) {
    record.partition = 1;
    records.push_back(record);
  }
  produce(place.topic, records);
  const std::string file = write("n.norm", "norm 1\n\nNumber = schema { req :n, integer? }\n");
  EXPECT_EQ(run(place, {"--schema", file, "--check"}).wait(30s), 1) << read_file(err());
  std::vector<std::string> told = lines();
  ASSERT_FALSE(told.empty());
  EXPECT_EQ(told[0], "36 of 40 records conform (90.0%)");
  EXPECT_EQ(run(place, {"--schema", file, "--check", "--from", "11", "--format", "json"}).wait(30s), 1);
  told = lines();
  EXPECT_TRUE(told.back().starts_with(R"({"records":19,"conforming":18,)")) << told.back();
  EXPECT_NE(told.back().find("\"file\":\"" + place.topic + "[0]\",\"line\":20"), std::string::npos) << told.back();
  EXPECT_EQ(run(place, {"--schema", file, "--check", "--from", "1", "--to", "5"}).wait(30s), 0);
  EXPECT_EQ(lines().back(), "8 of 8 records conform (100.0%)") << "offsets 1 to 4 of each partition";
  EXPECT_EQ(run(place, {"--schema", file, "--check", "--max-records", "3"}).wait(30s), 1);
  const std::string keys = write("keys.norm", "norm 1\n\nKey = integer?\n");
  EXPECT_EQ(
      run(place, {"--schema", file, "--key-schema", keys, "--check", "--from", "1", "--to", "3", "--format", "json"})
          .wait(30s),
      1);
  told = lines();
  EXPECT_TRUE(told.back().starts_with(R"({"records":4,"conforming":0,)") &&
              told.back().find(R"("reason":"the key: )") != std::string::npos &&
              told.back().find("\"file\":\"" + place.topic + "[0] key\"") != std::string::npos)
      << told.back();
  EXPECT_EQ(committed(place.topic, place.group), -1);
  EXPECT_EQ(read(place.errors).size(), 0U);
  if (!cluster().real()) return;  // the mock finds no times
  EXPECT_EQ(run(place, {"--schema", file, "--check", "--to", "2023-11-14"}).wait(30s), 0);
  EXPECT_EQ(run(place, {"--schema", file, "--check", "--from", "2023-11-14T22:13:20Z", "--to", "2023-11-15", "--format",
                        "lines"})
                .wait(30s),
            1);
  EXPECT_EQ(lines().back(), "4\t/n\tinteger?");
}

TEST_F(SchemaFiles, TopicsAreCreatedWhereTheyAreMissing) {
  if (!cluster().real()) GTEST_SKIP() << "the mock creates no topics on request";
  const Place place(3);
  const std::string fresh = place.topic + ".fresh";
  cluster().create_topic(fresh, 3, {{"max.message.bytes", "5000000"}});
  produce(fresh, with_bad_ones(10));
  const std::string file = write("n.norm", "norm 1\n\nNumber = schema { req :n, integer? }\n");
  const std::vector<std::string> words = {"--topic", fresh, "--schema", file, "--until-end", "--create-topics"};
  EXPECT_EQ(run(place, words).wait(60s), 0) << read_file(err());
  EXPECT_EQ(offsets(fresh + ".errors", "").size(), 3U);
  const auto client = Client::connect(cluster().brokers());
  ASSERT_TRUE(client) << client.error().message;
  EXPECT_EQ(client->topic_setting(fresh + ".errors", "max.message.bytes").value(),
            std::to_string(5'000'000 + (1 << 20)));
  EXPECT_EQ(client->topic_setting(fresh, "no.such.setting").value(), std::nullopt);
  EXPECT_FALSE(client->topic_setting(fresh + ".missing", "max.message.bytes"));
  EXPECT_EQ(read(fresh + ".errors").size(), 1U);
  EXPECT_EQ(run(place, words).wait(60s), 0) << "they stay as they are: " << read_file(err());
}

}  // namespace
}  // namespace norm::kafka::test
