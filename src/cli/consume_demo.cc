// The demonstration: produce, consume in a group, read back, compare. See the header.
#include "cli/consume_demo.h"

#include <norm/constant.h>
#include <norm/dsl.h>
#include <norm/schema_file.h>

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <string_view>
#include <utility>
#include <vector>

#include "cli/command.h"
#include "cli/console.h"
#include "cli/consume_demo_records.h"
#include "cli/consume_demo_schema.h"
#include "cli/consume_report.h"

namespace norm::cli {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

constexpr const char* kTopic = "comments";
constexpr const char* kConforming = "comments.conforming";
constexpr const char* kErrors = "comments.errors";
constexpr const char* kGroup = "norm-demo";
constexpr int kPartitions = 3;
// Enough for a topic of the embedded broker, which keeps 5 MiB a partition; a record has about 400 bytes with its
// headers.
constexpr std::size_t kMostRecords = 20'000;

double seconds(Clock::duration time) { return std::chrono::duration<double>(time).count(); }

class Demo {
 public:
  explicit Demo(const DemoOptions& options) : options_(options), paint_(options.style.colour) {}

  [[nodiscard]] Result<void, kafka::Error> go(
      const std::function<Result<kafka::Summary, kafka::Error>(kafka::Consumer&, const kafka::Handler&)>& run);
  [[nodiscard]] int show();

 private:
  struct Check {
    std::string what;
    std::string detail;
    bool good;
  };
  struct ReadBack {
    std::uint64_t records = 0;
    std::uint64_t foreign = 0;   // of the wrong topic, or not one of ours
    std::uint64_t repeated = 0;  // at least once allows it, this demonstration has no reason for it
    std::uint64_t altered = 0;   // key, value, headers or timestamp
    std::uint64_t unexplained = 0;
  };

  [[nodiscard]] Result<void, kafka::Error> prepare();
  [[nodiscard]] Result<void, kafka::Error> produce(kafka::EmbeddedBroker& broker) const;
  [[nodiscard]] kafka::ConsumerOptions consumer_options(const kafka::EmbeddedBroker& broker);
  [[nodiscard]] kafka::Outcome handle();
  [[nodiscard]] Result<ReadBack, kafka::Error> read_back(const kafka::Client& client, const std::string& topic,
                                                         bool broken);
  void compare(const kafka::Record& record, bool broken, std::vector<bool>& seen, ReadBack& result) const;
  void print_error_record(const kafka::Record& record) const;
  void check(bool good, std::string what, std::string detail) {
    checks_.push_back({std::move(what), std::move(detail), good});
  }

  const DemoOptions& options_;
  Paint paint_;
  std::optional<Validator> validator_;
  std::vector<DemoRecord> records_;
  std::uint64_t broken_ = 0;
  std::uint64_t unknown_ = 0;
  std::uint64_t tombstones_ = 0;

  std::uint64_t handled_ = 0;
  std::uint32_t outage_calls_ = 0;
  Rejections rejections_;
  kafka::Summary summary_;
  std::vector<Check> checks_;
  Clock::time_point begun_ = Clock::now();
  std::optional<Clock::time_point> first_record_;
  Clock::time_point last_record_;
};

Result<void, kafka::Error> Demo::prepare() {
  if (options_.records == 0 || options_.records > kMostRecords) {
    return Failure(
        kafka::Error{.code = 0,
                     .name = "DEMO",
                     .message = fmt::format("--records must be from 1 to {}: the embedded broker keeps no more",
                                            with_commas(kMostRecords))});
  }
  records_ = demo_records(options_.records, options_.seed);
  if (options_.validator) {
    // What a schema of the user's own makes of these records, only its validator can say.
    validator_ = options_.validator;
    Decoder judge(*validator_);
    for (DemoRecord& record : records_) record.broken = record.value && !judge.valid(*record.value);
  } else {
    const auto module = load_text(demo_schema(), "comments.norm");
    const Spec* const spec = module ? module->find("CommentCreated") : nullptr;
    auto validator = spec == nullptr ? Result<Validator, Diagnostics>(Failure(Diagnostics{})) : compile(*spec);
    if (!validator) {
      return Failure(kafka::Error{
          .code = 0, .name = "DEMO", .message = "the built-in schema does not load: this build is broken"});
    }
    validator_ = *std::move(validator);
  }
  for (const DemoRecord& record : records_) {
    broken_ += record.broken ? 1 : 0;
    unknown_ += record.unknown && !record.broken ? 1 : 0;
    tombstones_ += record.value ? 0 : 1;
  }
  return {};
}

Result<void, kafka::Error> Demo::produce(kafka::EmbeddedBroker& broker) const {
  for (const char* const topic : {kTopic, kConforming, kErrors}) {
    if (auto made = broker.create_topic(topic, kPartitions); !made) return made;
  }
  auto producer = kafka::Producer::create(broker.brokers());
  if (!producer) return Failure(producer.error());
  std::vector<kafka::Header> headers;
  for (const DemoRecord& record : records_) {
    headers.clear();
    for (const auto& [name, value] : record.headers) headers.push_back({name, value});
    kafka::Record made;
    made.topic = kTopic;
    made.partition = -1;
    made.timestamp_ms = record.timestamp_ms;
    made.key = record.key;
    if (record.value) made.value = *record.value;
    made.headers = headers;
    if (auto sent = producer->send(made); !sent) return sent;
  }
  return producer->flush(10s);
}

kafka::ConsumerOptions Demo::consumer_options(const kafka::EmbeddedBroker& broker) {
  kafka::ConsumerOptions options;
  options.brokers = broker.brokers();
  options.group = kGroup;
  options.topics = {kTopic};
  options.error_topic = "{topic}.errors";
  options.produces = {kConforming};
  options.schema_name = options_.schema_name;
  options.properties = options_.properties;
  // The embedded broker sleeps this long over an empty fetch, even where records come in meanwhile.
  options.properties.try_emplace("consumer.fetch.wait.max.ms", "10");
  options.until_end = true;
  options.flood.action = kafka::OnFlood::go_on;  // a schema of the user's own may well refuse all of these records
  options.commit_interval = 200ms;
  options.backoff = {50ms, 200ms};
  options.on_rejection = [this](const kafka::Rejection& rejection) { rejections_.add(rejection); };
  return options;
}

kafka::Outcome Demo::handle() {
  last_record_ = Clock::now();
  if (!first_record_) first_record_ = last_record_;
  // Once, half-way, what the handler needs is away for a moment: the record waits for it, and its partition with it.
  if (handled_ == (records_.size() - broken_) / 2 && outage_calls_ < 3) {
    ++outage_calls_;
    return kafka::Outcome::retry("the database is away for a moment (part of the demonstration)");
  }
  ++handled_;
  return kafka::Outcome::pass_on(kConforming);
}

void Demo::compare(const kafka::Record& record, bool broken, std::vector<bool>& seen, ReadBack& result) const {
  ++result.records;
  std::size_t index = records_.size();
  for (const kafka::Header& header : record.headers) {
    if (header.name != kDemoIndexHeader || !header.value) continue;
    std::from_chars(header.value->data(), header.value->data() + header.value->size(), index);
  }
  if (index >= records_.size() || records_[index].broken != broken) {
    ++result.foreign;
    return;
  }
  if (seen[index]) ++result.repeated;
  seen[index] = true;
  const DemoRecord& sent = records_[index];
  const auto same = [](const std::optional<std::string_view>& a, const std::optional<std::string>& b) {
    return a.has_value() == b.has_value() && (!a || *a == *b);
  };
  bool alike = same(record.key, sent.key) && same(record.value, sent.value) &&
               record.timestamp_ms == sent.timestamp_ms && record.headers.size() >= sent.headers.size();
  for (std::size_t i = 0; alike && i < sent.headers.size(); ++i) {
    alike = record.headers[i].name == sent.headers[i].first && same(record.headers[i].value, sent.headers[i].second);
  }
  if (!broken && record.headers.size() != sent.headers.size()) alike = false;
  if (!alike) ++result.altered;
  const bool explained = std::any_of(record.headers.begin(), record.headers.end(), [](const kafka::Header& header) {
    return header.name == "norm.error.explain" && header.value && !header.value->empty();
  });
  if (broken && !explained) ++result.unexplained;
}

Result<Demo::ReadBack, kafka::Error> Demo::read_back(const kafka::Client& client, const std::string& topic,
                                                     bool broken) {
  ReadBack result;
  std::vector<bool> seen(records_.size(), false);
  const auto read = client.read(topic, [&](const kafka::Record& record) {
    compare(record, broken, seen, result);
    if (broken && options_.keep_errors) print_error_record(record);
  });
  if (!read) return Failure(read.error());
  return result;
}

// Bytes that are no UTF-8 have no JSON text: such a value is given in hexadecimal.
void Demo::print_error_record(const kafka::Record& record) const {
  // Quoted, bytes are a JSON string exactly where they are UTF-8: the decoder is the one who knows.
  const auto validator = compile(string());
  std::optional<Decoder> decoder;
  if (validator) decoder.emplace(*validator);
  const auto plain = [&](std::string_view bytes) { return decoder && decoder->valid(print(Constant(bytes))); };
  const auto text = [&](const std::optional<std::string_view>& bytes) {
    if (!bytes) return std::string("null");
    if (plain(*bytes)) return print(Constant(*bytes));
    std::string hex;
    for (const char byte : *bytes) hex += fmt::format("{:02x}", static_cast<unsigned char>(byte));
    return fmt::format("{{\"hex\":\"{}\"}}", hex);
  };
  std::string headers;
  for (const kafka::Header& header : record.headers) {
    headers +=
        fmt::format("{}[{},{}]", headers.empty() ? "" : ",", print(Constant(header.name)),
                    header.name.starts_with("norm.error.") ? print(Constant(*header.value)) : text(header.value));
  }
  out().line(fmt::format("{{\"partition\":{},\"offset\":{},\"key\":{},\"value\":{},\"headers\":[{}]}}",
                         record.partition, record.offset, text(record.key), text(record.value), headers));
}

Result<void, kafka::Error> Demo::go(
    const std::function<Result<kafka::Summary, kafka::Error>(kafka::Consumer&, const kafka::Handler&)>& run) {
  if (auto ready = prepare(); !ready) return ready;
  auto broker = kafka::EmbeddedBroker::start();
  if (!broker) return Failure(broker.error());
  if (auto produced = produce(*broker); !produced) return produced;
  {
    auto consumer = kafka::Consumer::create(consumer_options(*broker), *validator_);
    if (!consumer) return Failure(consumer.error());
    auto summary = run(*consumer, [this](const kafka::Record&, const Decoded*) { return handle(); });
    if (!summary) return Failure(summary.error());
    summary_ = *summary;
  }
  auto client = kafka::Client::connect(broker->brokers(), {{"fetch.wait.max.ms", "10"}});
  if (!client) return Failure(client.error());
  const auto conforming = read_back(*client, kConforming, false);
  if (!conforming) return Failure(conforming.error());
  const auto errors = read_back(*client, kErrors, true);
  if (!errors) return Failure(errors.error());
  const auto offsets = client->offsets(kTopic, kGroup);
  if (!offsets) return Failure(offsets.error());

  const std::uint64_t good = records_.size() - broken_;
  check(summary_.read == records_.size() && summary_.done == good && summary_.error_topic == broken_ &&
            summary_.uncommitted == 0,
        "every record ended in exactly one place",
        fmt::format("{} = {} + {}", with_commas(summary_.read), with_commas(summary_.done),
                    with_commas(summary_.error_topic)));
  const auto untouched = [](const ReadBack& back, std::uint64_t expected) {
    return back.records == expected && back.foreign + back.repeated + back.altered + back.unexplained == 0;
  };
  const auto detail = [&](const ReadBack& back, std::uint64_t expected, std::string_view praise) {
    if (untouched(back, expected)) return fmt::format("{} read back, {}", with_commas(back.records), praise);
    return fmt::format("{} read back of {}: {} foreign, {} repeated, {} altered, {} unexplained", back.records,
                       expected, back.foreign, back.repeated, back.altered, back.unexplained);
  };
  check(untouched(*conforming, good), fmt::format("{} has the conforming ones", kConforming),
        detail(*conforming, good, "every byte as it was produced"));
  check(untouched(*errors, broken_), fmt::format("{} has the others", kErrors),
        detail(*errors, broken_, "bytes, key, headers, time as produced"));
  const auto reached = std::count_if(offsets->begin(), offsets->end(),
                                     [](const kafka::PartitionOffsets& p) { return p.committed == p.end; });
  check(reached == kPartitions && offsets->size() == kPartitions, "the group's offsets stand at the end",
        fmt::format("{} of {} partitions", reached, offsets->size()));
  check(summary_.retries == outage_calls_ && outage_calls_ == 3, "a handler's outage held up one partition",
        fmt::format("{} retries, nothing lost", summary_.retries));
  return {};
}

int Demo::show() {
  const bool good = std::all_of(checks_.begin(), checks_.end(), [](const Check& c) { return c.good; });
  std::string text;
  const double busy = first_record_ ? seconds(last_record_ - *first_record_) : 0;
  text += fmt::format("{}\n\n", paint_.bold(fmt::format("{} comments through Kafka, on a broker inside this process",
                                                        with_commas(records_.size()))));
  const auto row = [&](std::string_view what, std::uint64_t count, const std::string& rest) {
    text += fmt::format("  {:<12}{:>7}  {}\n", what, with_commas(count), rest);
  };
  row("produced", records_.size(),
      fmt::format("to {}: {} partitions, key = user, seed {}", kTopic, kPartitions, options_.seed));
  row("consumed", summary_.read, fmt::format("by the group {}, against {}", kGroup, options_.schema_name));
  row("conforming", summary_.done,
      fmt::format("on to {}; {} with fields unknown to the schema, {} tombstones", kConforming, with_commas(unknown_),
                  tombstones_));
  row("rejected", summary_.error_topic, fmt::format("to {}, with the explanation in their headers", kErrors));
  if (busy > 0) {
    text += fmt::format(
        "  {:<12}{:>7}  records/s, one thread, with an outage of the handler; {:.1f} s in all, 3 s of it to join\n",
        "throughput", with_commas(static_cast<std::uint64_t>(static_cast<double>(summary_.read) / busy)),
        seconds(Clock::now() - begun_));
  }
  if (!rejections_.empty()) {
    text += fmt::format("\n{}\n{}", paint_.bold("Why they were rejected"),
                        rejections_.histogram(paint_, options_.style.width));
    text +=
        fmt::format("\n{}\n{}", paint_.bold("In the words that the error topic carries"), rejections_.samples(paint_));
  }
  text += fmt::format("\n{}\n", paint_.bold("Checked"));
  std::size_t width = 0;
  for (const Check& one : checks_) width = std::max(width, one.what.size());
  for (const Check& one : checks_) {
    text += fmt::format("  {}  {:<{}}  {}\n", one.good ? paint_.green("✓") : paint_.red("✗"), one.what, width,
                        one.good ? paint_.dim(one.detail) : one.detail);
  }
  text += fmt::format("\n{}\n", paint_.bold("Next"));
  text += "  norm consume --brokers HOST:9092 --group GROUP --topic TOPIC --schema FILE#Name\n";
  text += fmt::format("  norm consume --demo --keep-errors    {}\n", paint_.dim("the rejected records as JSON lines"));
  text += fmt::format("  norm consume --help                  {}\n", paint_.dim("from where, to where, how strict"));
  (options_.keep_errors ? err() : out()).write(text);
  if (!good) return close_output(kExitConsumeFatal);
  return close_output(options_.fail_on_errors && summary_.error_topic != 0 ? kExitFindings : kExitOk);
}

}  // namespace

int run_demo(const DemoOptions& options,
             const std::function<Result<kafka::Summary, kafka::Error>(kafka::Consumer&, const kafka::Handler&)>& run) {
  Demo demo(options);
  if (auto went = demo.go(run); !went) return usage_error(went.error().message);
  return demo.show();
}

}  // namespace norm::cli
