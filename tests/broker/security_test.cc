// A broker that wants TLS and a password: `norm consume` by a file of properties, and what it says when it is refused.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "broker/command.h"

namespace norm::kafka::test {
namespace {

using namespace std::chrono_literals;

class Security : public Command {
 protected:
  void SetUp() override {
    if (!cluster().real()) GTEST_SKIP() << "the mock knows neither TLS nor passwords";
  }
  // Through the listener that wants both, with nothing on the command line but what may be seen there.
  Process run(const Place& place, const Secured& by, const std::vector<std::string>& more) {
    const std::filesystem::path config = folder() / "kafka.properties";
    std::ofstream(config) << "bootstrap.servers=" << by.brokers
                          << "\nsecurity.protocol=SASL_SSL\nssl.ca.location=" << by.authority
                          << "\nsasl.mechanisms=PLAIN\nsasl.username=" << by.user << "\nsasl.password=" << by.password
                          << '\n';
    std::vector<std::string> words = {NORM_COMMAND, "consume",
                                      "--config",   config.string(),
                                      "--group",    place.group,
                                      "--topic",    place.topic,
                                      "-e",         "schema { req :n, integer? }",
                                      "--until-end"};
    words.insert(words.end(), more.begin(), more.end());
    return {words, out(), err()};
  }
};

TEST_F(Security, TlsAndAPasswordAreAMatterOfProperties) {
  const Place place(1);
  produce(place.topic, with_bad_ones(30));
  EXPECT_EQ(run(place, cluster().secured(), {"--log", "json", "-X", "debug=security,broker"}).wait(60s), 0)
      << read_file(err());
  EXPECT_EQ(committed(place.topic, place.group), 30);
  EXPECT_EQ(lines().size(), 27U);
  EXPECT_EQ(read(place.errors).size(), 3U);
  const std::string said = read_file(err());
  EXPECT_NE(said.find(R"("event":"librdkafka")"), std::string::npos) << said;
  EXPECT_EQ(said.find(cluster().secured().password), std::string::npos) << "no secret in a log";
}

TEST_F(Security, AWrongPasswordIsSaidInOneSentenceThatDoesNotHoldIt) {
  const Place place(1);
  Secured wrong = cluster().secured();
  wrong.password = "not-the-password";
  EXPECT_EQ(run(place, wrong, {}).wait(60s), 2);
  const std::string said = read_file(err());
  EXPECT_EQ(lines(err()).size(), 1U) << said;
  EXPECT_NE(said.find("_AUTHENTICATION"), std::string::npos) << said;
  EXPECT_EQ(said.find(wrong.password), std::string::npos) << said;
}

TEST_F(Security, ABrokerThatNobodyVouchesForIsNotTrusted) {
  const Place place(1);
  Secured stranger = cluster().secured();
  stranger.authority = (folder() / "other.pem").string();
  std::filesystem::copy_file("/etc/ssl/certs/ca-certificates.crt", stranger.authority);
  EXPECT_EQ(run(place, stranger, {}).wait(60s), 2);
  const std::string said = read_file(err());
  EXPECT_EQ(lines(err()).size(), 1U) << said;
  EXPECT_NE(said.find("_SSL"), std::string::npos) << said;
}

}  // namespace
}  // namespace norm::kafka::test
