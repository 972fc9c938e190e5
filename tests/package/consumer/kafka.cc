// A program outside of the project that uses the adapter: a broker in this process, one record there and back.
#include <norm/kafka/kafka.h>
#include <norm/norm.h>

#include <chrono>
#include <cstdio>
#include <utility>

namespace {

int fail(const norm::kafka::Error& error) {
  std::fprintf(stderr, "%s: %s\n", error.name.c_str(), error.message.c_str());
  return 1;
}

}  // namespace

int main() {
  namespace kafka = norm::kafka;
  auto broker = kafka::EmbeddedBroker::start();
  if (!broker) return fail(broker.error());
  if (const auto made = broker->create_topic("comments", 1); !made) return fail(made.error());

  auto producer = kafka::Producer::create(broker->brokers());
  if (!producer) return fail(producer.error());
  kafka::Record record;
  record.topic = "comments";
  record.value = R"({"msg":"hi"})";
  if (const auto sent = producer->send(record); !sent) return fail(sent.error());
  if (const auto flushed = producer->flush(std::chrono::seconds(10)); !flushed) return fail(flushed.error());

  const auto validator = norm::compile(norm::schema({norm::req("msg", norm::string())}));
  if (!validator) return 1;
  kafka::ConsumerOptions options;
  options.brokers = broker->brokers();
  options.group = "package";
  options.topics = {"comments"};
  options.max_records = 1;
  auto consumer = kafka::Consumer::create(std::move(options), *validator);
  if (!consumer) return fail(consumer.error());
  const auto summary = consumer->run([](const kafka::Record&, const norm::Decoded* document) {
    return document == nullptr ? kafka::Outcome::fatal("a tombstone") : kafka::Outcome::ok();
  });
  if (!summary) return fail(summary.error());
  return summary->read == 1 && summary->done == 1 ? 0 : 1;
}
