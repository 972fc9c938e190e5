// `norm consume --exec`: a handler in another process, what it is told, and what becomes of records whose handler
// answers, talks nonsense, dies or says nothing.
#include <gtest/gtest.h>

#include <csignal>
#include <fstream>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "broker/command.h"

namespace norm::kafka::test {
namespace {

using namespace std::chrono_literals;

class Exec : public Command {
 protected:
  // A handler in sh: `body` has $p, $o, $n and the whole $line, and FOLDER is the test's own.
  [[nodiscard]] std::string script(const std::string& body) const {
    const std::string file = (folder() / "handler.sh").string();
    std::ofstream(file) << "FOLDER=" << folder().string() << R"(
while IFS= read -r line; do
  p=${line#*\"partition\":}; p=${p%%,*}
  o=${line#*\"offset\":}; o=${o%%,*}
  n=${line#*\"n\":}; n=${n%%\}*}
  printf '%s\n' "$line" >> "$FOLDER/told"
)" << body << "\ndone\n";
    return "sh " + file;
  }
};

TEST_F(Exec, AnswersDecideAndNothingIsLost) {
  const Place place(1);
  std::vector<Stored> records = numbers(0, 12);
  records[0].value = "{\n  \"n\": 0}\r\n";
  records[0].key = std::string("\xff\0", 2);
  records[0].headers = {{"h", "a\"b"}, {"h", std::nullopt}, {"b", "\xc3\x28"}};
  produce(place.topic, records);
  const std::string handler = script(R"(
  case $n in
    3) echo "$p $o error it has a three" ;;
    4) echo "$p $o skip for now" ;;
    5) if [ -e "$FOLDER/five" ]; then echo "$p $o ok"; else : > "$FOLDER/five"; echo "$p $o retry not yet"; fi ;;
    6) if [ ! -e "$FOLDER/six" ]; then : > "$FOLDER/six"; exit 7; fi; echo "$p $o ok" ;;
    7) echo "thinking about 7"; echo "9 99 ok"; echo "$p $o ok" ;;
    *) echo "$p $o ok" ;;
  esac)");
  EXPECT_EQ(start(place, {"--exec", handler, "--until-end"}).wait(60s), 0) << read_file(err());
  EXPECT_EQ(committed(place.topic, place.group), 12);
  const std::vector<Stored> errors = read(place.errors);
  ASSERT_EQ(errors.size(), 1U);
  EXPECT_EQ(errors[0].value, number(3));
  EXPECT_EQ(errors[0].header("norm.error.class"), "handler");
  EXPECT_EQ(errors[0].header("norm.error.explain"), "it has a three");
  const std::vector<std::string> told = lines(folder() / "told");
  ASSERT_EQ(told.size(), 14U) << "5 and 6 twice";
  EXPECT_EQ(told[0], "{\"topic\":\"" + place.topic +
                         R"(","partition":0,"offset":0,"timestamp":1700000000000,"key":{"base64":"/wA="},)"
                         R"("headers":[["h","a\"b"],["h",null],["b",{"base64":"wyg="}]],"value":{   "n": 0}  })");
  const std::string said = read_file(err());
  EXPECT_NE(said.find("thinking about 7, which is no answer"), std::string::npos) << said;
  EXPECT_NE(said.find("9 99 ok, which is the answer to no record that waits for one"), std::string::npos) << said;
  EXPECT_NE(said.find("the handler ended with exit status 7; one record is unanswered"), std::string::npos) << said;
}

TEST_F(Exec, OneThatSaysNothingIsKilledAndDoesNotHoldUpTheEnd) {
  const Place place(1);
  produce(place.topic, numbers(0, 3));
  Process command = start(place, {"--exec", "exec sleep 1000", "--exec-timeout", "1"});
  EXPECT_TRUE(eventually(30s, [&] { return read_file(err()).find("has not answered in 1 s") != std::string::npos; }))
      << read_file(err());
  command.signal(SIGTERM);
  EXPECT_EQ(command.wait(15s), 0) << read_file(err());
  EXPECT_EQ(committed(place.topic, place.group), -1);
}

TEST_F(Exec, ASlowOneHoldsUpNoOtherPartition) {
  const Place place(2);
  std::vector<Stored> records = numbers(0, 1);
  for (const Stored& record : numbers(1, 200)) records.push_back(record);
  produce(place.topic, records);
  Process command = start(place, {"--exec", script(R"(
  if [ "$p" = 0 ]; then (sleep 3; echo "$p $o ok") & else echo "$p $o ok"; fi)")});
  EXPECT_TRUE(eventually(30s, [&] { return committed(place.topic, place.group, 1) == 200; })) << read_file(err());
  EXPECT_TRUE(eventually(30s, [&] { return committed(place.topic, place.group, 0) == 1; })) << read_file(err());
  command.signal(SIGTERM);
  EXPECT_EQ(command.wait(15s), 0) << read_file(err());
}

TEST_F(Exec, RecordsOfSeveralTopicsAreToldApartByName) {
  const Place one(1);
  const Place two(1);
  produce(one.topic, numbers(0, 3));
  produce(two.topic, numbers(0, 3));
  // The second ones are answered when both are there, and the answers name each: only so does it end.
  Process command = start(one, {"--topic", two.topic, "--until-end", "--exec",
                                script(R"(
  t=${line#*\"topic\":\"}; t=${t%%\"*}
  case $n in
    1) : > "$FOLDER/waits.$t"
       [ -e "$FOLDER/waits.)" + one.topic +
                                       R"(" ] && [ -e "$FOLDER/waits.)" + two.topic + R"(" ] || continue
       echo ")" + two.topic + R"( 0 1 ok"; echo ")" +
                                       one.topic + R"( 0 1 error not of this one" ;;
    *) echo "$t $p $o ok" ;;
  esac)")});
  EXPECT_EQ(command.wait(60s), 0) << read_file(err());
  EXPECT_EQ(committed(one.topic, one.group), 3);
  EXPECT_EQ(committed(two.topic, one.group), 3);
  EXPECT_TRUE(read(two.errors).empty());
  const std::vector<Stored> errors = read(one.errors);
  ASSERT_EQ(errors.size(), 1U);
  EXPECT_EQ(errors[0].value, number(1));
  EXPECT_EQ(errors[0].header("norm.error.explain"), "not of this one");
}

TEST_F(Exec, WhatCannotSucceedEndsOnTheErrorTopic) {
  const Place place(2);
  std::vector<Stored> records = numbers(0, 5);
  for (const Stored& record : numbers(1, 30)) records.push_back(record);
  produce(place.topic, records);
  // 1 is never ready, 2 kills the handler, 3 is refused at great length; the other partition is answered meanwhile.
  const std::string handler = script(R"(
  case $p:$n in
    0:1) echo "$p $o retry not yet" ;;
    0:2) kill -9 $$ ;;
    0:3) printf '%s %s error ' "$p" "$o"; head -c 100000 /dev/zero | tr '\0' x; echo ;;
    *) echo "$p $o ok" ;;
  esac)");
  Process command =
      start(place, {"--exec", handler, "--until-end", "--max-attempts", "3", "--max-crashes", "2", "--workers", "2"});
  EXPECT_EQ(command.wait(60s), 0) << read_file(err());
  EXPECT_EQ(committed(place.topic, place.group, 0), 5);
  EXPECT_EQ(committed(place.topic, place.group, 1), 30);
  std::map<std::string, Stored> errors;
  for (const Stored& record : read(place.errors)) errors[record.value.value_or("")] = record;
  ASSERT_EQ(errors.size(), 3U) << read_file(err());
  EXPECT_EQ(errors[number(1)].header("norm.error.class"), "exhausted");
  EXPECT_EQ(errors[number(2)].header("norm.error.class"), "handler");
  EXPECT_NE(errors[number(2)].header("norm.error.explain").find("the handler died over it 2 times"), std::string::npos);
  EXPECT_TRUE(errors[number(3)].header("norm.error.explain").starts_with("xxx"));
}

TEST_F(Exec, OneThatIsNotThereEndsTheRun) {
  const Place place(1);
  produce(place.topic, numbers(0, 2));
  EXPECT_EQ(start(place, {"--exec", "there-is-no-such-handler"}).wait(60s), 3) << read_file(err());
  EXPECT_NE(read_file(err()).find("--exec there-is-no-such-handler: no such command"), std::string::npos)
      << read_file(err());
  EXPECT_EQ(committed(place.topic, place.group), -1);
}

TEST_F(Exec, AnswersWithoutATopicMeanOneRecord) {
  const Place one(1);
  const Place two(1);
  produce(one.topic, numbers(0, 20));
  produce(two.topic, numbers(0, 20));
  Process command = start(one, {"--topic", two.topic, "--until-end", "--exec", script(R"(echo "$p $o ok")")});
  EXPECT_EQ(command.wait(60s), 0) << read_file(err());
  EXPECT_EQ(committed(one.topic, one.group), 20);
  EXPECT_EQ(committed(two.topic, one.group), 20);
  // One waits for the other; that is no failure of anybody.
  EXPECT_EQ(read_file(err()).find("retries"), std::string::npos) << read_file(err());
}

// As timeout(1) sends it: to the process, and to its group.
TEST_F(Exec, TwoSignalsAtOnceAreOneWish) {
  const Place place(1);
  produce(place.topic, numbers(0, 3));
  Process command = start(place, {"--exec", script(R"(sleep 1; echo "$p $o ok")")});
  EXPECT_TRUE(eventually(30s, [&] { return !lines(folder() / "told").empty(); })) << read_file(err());
  command.signal(SIGTERM);
  command.signal(SIGTERM);
  EXPECT_EQ(command.wait(20s), 0) << read_file(err());
  EXPECT_GE(committed(place.topic, place.group), 1) << "what was answered after the signal counts";
}

}  // namespace
}  // namespace norm::kafka::test
