// librdkafka's configuration: what is set, what a user may set, what is said of a slip.
#include "kafka/config.h"

#include <gtest/gtest.h>

#include <array>
#include <string>

namespace norm::kafka {
namespace {

ConsumerOptions options_with(Properties properties) {
  ConsumerOptions options;
  options.brokers = "127.0.0.1:1";
  options.group = "g";
  options.properties = std::move(properties);
  return options;
}

std::string get(const ConfHandle& conf, const char* name) {
  std::array<char, 256> value{};
  std::size_t size = value.size();
  if (rd_kafka_conf_get(conf.get(), name, value.data(), &size) != RD_KAFKA_CONF_OK) return "(unknown)";
  return value.data();
}

TEST(Config, ConsumerCommitsNothingByItself) {
  const auto conf = consumer_config(options_with({}));
  ASSERT_TRUE(conf);
  EXPECT_EQ(get(*conf, "enable.auto.commit"), "false");
  EXPECT_EQ(get(*conf, "enable.auto.offset.store"), "false");
  EXPECT_EQ(get(*conf, "auto.offset.reset"), "smallest");
  EXPECT_EQ(get(*conf, "partition.assignment.strategy"), "range,roundrobin");
  EXPECT_EQ(get(*conf, "allow.auto.create.topics"), "false");
  EXPECT_EQ(get(*conf, "group.id"), "g");
}

TEST(Config, FetchesAheadWithinTheBudget) {
  ConsumerOptions options = options_with({});
  const auto queued = [&](std::size_t budget) {
    options.max_pending_bytes = budget;
    const auto conf = consumer_config(options);
    if (!conf) return conf.error().message;
    return get(*conf, "queued.max.messages.kbytes") + " " + get(*conf, "queued.min.messages") + " " +
           get(*conf, "fetch.max.bytes");
  };
  EXPECT_EQ(queued(std::size_t{64} << 20), "32768 101680 8388608")
      << "half for the bytes, half for 330 more a record; an eighth for one answer";
  EXPECT_EQ(queued(std::size_t{16} << 20), "8192 25420 2097152");
  EXPECT_EQ(queued(1), "512 1000 1048576");
  EXPECT_EQ(queued(std::size_t{1} << 40), "2097151 10000000 52428800");
}

TEST(Config, ProducerLosesNothing) {
  const auto conf = producer_config("127.0.0.1:1", {});
  ASSERT_TRUE(conf);
  EXPECT_EQ(get(*conf, "enable.idempotence"), "true");
  EXPECT_EQ(get(*conf, "partitioner"), "murmur2_random");
}

TEST(Config, PropertiesGoToTheirSide) {
  const Properties properties = {
      {"consumer.fetch.wait.max.ms", "10"}, {"producer.linger.ms", "1"}, {"client.id", "me"}};
  const auto consumer = consumer_config(options_with(properties));
  const auto producer = producer_config("127.0.0.1:1", properties);
  ASSERT_TRUE(consumer);
  ASSERT_TRUE(producer);
  EXPECT_EQ(get(*consumer, "fetch.wait.max.ms"), "10");
  EXPECT_EQ(get(*producer, "fetch.wait.max.ms"), "500");
  EXPECT_EQ(get(*consumer, "linger.ms"), "5");
  EXPECT_EQ(get(*producer, "linger.ms"), "1");
  EXPECT_EQ(get(*consumer, "client.id"), "me");
  EXPECT_EQ(get(*producer, "client.id"), "me");
}

struct ConfigErrorCase {
  const char* name;
  const char* value;
  const char* says;
};

class ConfigError : public testing::TestWithParam<ConfigErrorCase> {};

TEST_P(ConfigError, IsSaid) {
  const auto conf = consumer_config(options_with({{GetParam().name, GetParam().value}}));
  ASSERT_FALSE(conf);
  EXPECT_EQ(conf.error().name, "CONFIG");
  EXPECT_NE(conf.error().message.find(GetParam().says), std::string::npos) << conf.error().message;
}

TEST(Config, ProducerKeepsWhatReportsRestOn) {
  for (const char* const name : {"transactional.id", "producer.transactional.id", "delivery.report.only.error",
                                 "enable.gapless.guarantee", "api.version.request"}) {
    const auto conf = producer_config("127.0.0.1:1", {{name, "true"}});
    ASSERT_FALSE(conf) << name;
    EXPECT_NE(conf.error().message.find(" cannot be set: "), std::string::npos) << conf.error().message;
  }
}

TEST(Config, KnowsWhatIsSecret) {
  for (const char* const name :
       {"sasl.password", "producer.ssl.key.password", "ssl.key.pem", "ssl_key", "sasl.jaas.config", "SASL.JAAS.CONFIG",
        "sasl.oauthbearer.client.secret", "sasl.oauthbearer.config", "ssl.truststore.password", "delegation.token",
        "basic.auth.credentials.source"}) {
    EXPECT_TRUE(is_secret(name)) << name;
  }
  for (const char* const name : {"sasl.username", "ssl.key.location", "ssl.ca.location", "bootstrap.servers",
                                 "sasl.oauthbearer.token.endpoint.url", "sasl.kerberos.keytab"}) {
    EXPECT_FALSE(is_secret(name)) << name;
  }
}

INSTANTIATE_TEST_SUITE_P(
    Kafka, ConfigError,
    testing::Values(ConfigErrorCase{"sesion.timeout.ms", "1", "did you mean session.timeout.ms?"},
                    ConfigErrorCase{"nothing.like.it.at.all", "1", "knows no property nothing.like.it.at.all"},
                    ConfigErrorCase{"session.timeout.ms", "soon", "session.timeout.ms=soon: "},
                    ConfigErrorCase{"session.timeout.ms", "5000", "session.timeout.ms=5000 is too short for heartbeat"},
                    ConfigErrorCase{"max.poll.interval.ms", "10000",
                                    "max.poll.interval.ms=10000 must not be shorter than session"},
                    ConfigErrorCase{"enable.auto.commit", "true", "cannot be set"},
                    ConfigErrorCase{"auto.commit.enable", "true", "cannot be set"},
                    ConfigErrorCase{"offset.store.method", "file", "cannot be set"},
                    ConfigErrorCase{"enabled_events", "255", "cannot be set"},
                    ConfigErrorCase{"sasl.jaas.config", "module required password=\"hunter2\";",
                                    "sasl.jaas.config: librdkafka does not take that value"},
                    ConfigErrorCase{"consumer.enable.auto.offset.store", "true", "cannot be set"},
                    ConfigErrorCase{"bootstrap.servers", "x", "cannot be set"}));

}  // namespace
}  // namespace norm::kafka
