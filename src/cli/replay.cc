// `norm replay`: reads an error topic, plans, and on request produces. See the header.
#include "cli/replay.h"

#include <norm/decode.h>
#include <norm/kafka/kafka.h>

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "cli/cluster_options.h"
#include "cli/console.h"
#include "cli/consume_report.h"
#include "cli/consume_schemas.h"
#include "cli/consume_store.h"
#include "cli/interrupt.h"
#include "cli/position.h"
#include "cli/replay_plan.h"

namespace norm::cli {
namespace {

// Records that are begun in the store together, produced, acknowledged, and only then done.
constexpr std::size_t kBatch = 500;
constexpr std::chrono::seconds kAcknowledged{60};
constexpr std::size_t kMostMiB = std::size_t{1} << 20U;

class Replay final : public Command {
 public:
  void configure(CLI::App& app) override;
  int run() override;

 private:
  enum class Fate { wanted, filtered, foreign, pointer, failing, unjudged };
  struct Counts {
    std::uint64_t read = 0;
    std::map<Fate, std::uint64_t> fates;
    std::uint64_t done_before = 0;
    std::uint64_t uncertain = 0;
    std::uint64_t produced = 0;
  };

  [[nodiscard]] std::optional<int> check_options();
  [[nodiscard]] std::optional<int> gather(const kafka::Client& client);
  [[nodiscard]] Fate fate_of(const kafka::Record& record, const std::optional<ErrorFacts>& facts);
  [[nodiscard]] Fate judged(const kafka::Record& record, const std::string& topic);
  [[nodiscard]] std::optional<int> look_up();
  [[nodiscard]] std::optional<int> produce(const kafka::Client& client);
  [[nodiscard]] std::optional<int> produce_batch(kafka::Producer& producer, const std::vector<const Revived*>& batch);
  [[nodiscard]] std::string id_of(const kafka::Origin& origin) const;
  void report() const;

  ClusterOptions cluster_;
  SchemaOptions schemas_;
  ColourOption colour_;
  std::string topic_;
  std::vector<std::string> classes_;
  std::string schema_was_;
  std::string since_;
  std::string until_;
  std::string from_ = "earliest";
  std::string to_ = "latest";
  std::uint64_t max_records_ = 0;
  std::size_t max_mib_ = 256;
  std::string store_name_;
  bool execute_ = false;
  bool fail_on_errors_ = false;

  std::optional<std::int64_t> since_ms_;
  std::optional<std::int64_t> until_ms_;
  kafka::Extent extent_;
  std::shared_ptr<kafka::Store> store_;
  std::optional<kafka::Schemas> loaded_;
  std::optional<Decoder> key_decoder_;
  std::map<std::string, std::unique_ptr<Decoder>> decoders_;
  std::map<std::string, std::int32_t> partitions_;
  ReplayPlan plan_;
  Counts counts_;
  bool full_ = false;
};

void Replay::configure(CLI::App& app) {
  cluster_.configure(app);
  app.add_option("--topic", topic_, "The error topic");
  app.add_option("--class", classes_, "Only records of this norm.error.class; may be given again")
      ->type_name("WORD")
      ->check(one_of({"payload", "oversize", "exhausted", "handler", "poison"}));
  app.add_option("--schema-was", schema_was_,
                 "Only records that were judged by this schema, as norm.error.schema has it");
  app.add_option("--since", since_, "Only records that failed at this time or later: 2026-11-25T10:00");
  app.add_option("--until", until_, "Only records that failed before this time");
  app.add_option("--from", from_, "Where on the error topic to begin: earliest, an offset, or a time")
      ->capture_default_str();
  app.add_option("--to", to_, "Where to end: latest, an offset, or a time")->capture_default_str();
  app.add_option("--max-records", max_records_, "Read so many of the error topic at most; 0: all")
      ->check(CLI::Range(std::uint64_t{0}, kMostCounted));
  app.add_option("--max-memory", max_mib_,
                 "MiB of records at a time, since they are put into order; the rest is another "
                 "run's")
      ->capture_default_str()
      ->check(CLI::Range(std::size_t{1}, kMostMiB));
  schemas_.configure(app);
  app.add_option(
      "--store", store_name_,
      "What has been replayed already is kept there and not replayed again: sqlite:FILE, lmdb:FOLDER, or memory");
  app.add_flag("--execute", execute_, "Produce; without it only what would be done is told");
  app.add_flag("--fail-on-errors", fail_on_errors_, "Exit 1 when records still do not conform");
  colour_.configure(app);
  app.footer(
      "Records go back to the partition that they came from, in the order of their offsets there, with their bytes, "
      "key, "
      "headers\nand timestamp, but without norm.error.*. With a schema those that still do not conform stay. What was "
      "replayed is known by\nwhere it came from; a run that was killed may have produced records that the next one "
      "produces again: it says how many.");
}

std::optional<int> Replay::check_options() {
  if (cluster_.brokers.empty() || topic_.empty()) {
    return usage_error(
        fmt::format("replay needs {}", cluster_.brokers.empty() ? "--brokers" : "--topic, an error topic"));
  }
  if (topic_.starts_with('^')) {
    return usage_error(fmt::format("replay reads one error topic by its name; {} is a regular expression", topic_));
  }
  if (execute_ && store_name_.empty()) {
    return usage_error(
        "--execute needs a --store, so that nothing is replayed twice: sqlite:FILE or lmdb:FOLDER; "
        "memory where this is the only run");
  }
  const auto time = [](const std::string& text) {
    const auto position = to_position(text);
    return position && position->kind == kafka::Position::Kind::time ? std::optional(position->value) : std::nullopt;
  };
  since_ms_ = time(since_);
  until_ms_ = time(until_);
  if (!since_.empty() && !since_ms_) return usage_error(fmt::format("--since takes a time, not {}", since_));
  if (!until_.empty() && !until_ms_) return usage_error(fmt::format("--until takes a time, not {}", until_));
  const auto from = to_position(from_);
  const auto to = to_position(to_);
  if (!from || !to) return usage_error(fmt::format("{} is no place in a topic", from ? to_ : from_));
  extent_ = {*from, *to, max_records_};
  if (!store_name_.empty()) {
    constexpr std::chrono::hours kForGood(24 * 365 * 10);
    auto opened = open_store(store_name_, {.max_age = kForGood, .max_started_age = kForGood});
    if (!opened) return usage_error(opened.error().message);
    store_ = *std::move(opened);
  }
  return std::nullopt;
}

int Replay::run() {
  if (const auto status = cluster_.read()) return *status;
  if (const auto status = check_options()) return *status;
  if (schemas_.given() || schemas_.has_key()) {
    loaded_ = schemas_.load({}, colour_);
    if (!loaded_) return close_output(kExitUsage);
    if (loaded_->key) key_decoder_.emplace(loaded_->key->validator);
  }
  auto client = kafka::Client::connect(cluster_.brokers, cluster_.properties);
  if (!client) return usage_error(client.error().message);
  const Interruptible until_ctrl_c;
  if (const auto status = gather(*client)) return *status;
  std::optional<int> failed;
  if (execute_ && !interrupted()) failed = produce(*client);
  if (!execute_ && store_ != nullptr) failed = look_up();
  report();
  const bool findings = fail_on_errors_ && counts_.fates[Fate::failing] != 0;
  return close_output(failed.value_or(findings ? kExitFindings : kExitOk));
}

// ---- what is there

std::optional<int> Replay::gather(const kafka::Client& client) {
  const auto read = client.read(topic_, extent_, [&](const kafka::Record& record) {
    ++counts_.read;
    auto facts = facts_of(record);
    const Fate fate = fate_of(record, facts);
    ++counts_.fates[fate];
    if (fate == Fate::wanted) plan_.add(Revived(record, std::move(facts->origin)));
    full_ = plan_.bytes() > max_mib_ << 20U;
    return !full_ && !interrupted();
  });
  if (!read) return usage_error(read.error().message);
  return std::nullopt;
}

Replay::Fate Replay::fate_of(const kafka::Record& record, const std::optional<ErrorFacts>& facts) {
  if (!facts) return Fate::foreign;
  const bool chosen =
      (classes_.empty() || std::find(classes_.begin(), classes_.end(), facts->error_class) != classes_.end()) &&
      (schema_was_.empty() || facts->schema == schema_was_) && (!since_ms_ || facts->first_failure_ms >= *since_ms_) &&
      (!until_ms_ || facts->first_failure_ms < *until_ms_);
  if (!chosen) return Fate::filtered;
  if (facts->pointer) return Fate::pointer;
  return judged(record, facts->origin.topic);
}

Replay::Fate Replay::judged(const kafka::Record& record, const std::string& topic) {
  if (!loaded_) return Fate::wanted;
  const auto key = key_decoder_ ? kafka::key_framing(record) : std::nullopt;
  if (key && !key_decoder_->decode(key->payload)) return Fate::failing;
  if (!schemas_.given()) return Fate::wanted;  // keys are all that is asked about
  auto& decoder = decoders_[topic];
  if (!decoder) {
    const auto own = loaded_->by_topic.find(topic);
    if (own == loaded_->by_topic.end() && !loaded_->others) return Fate::unjudged;
    decoder =
        std::make_unique<Decoder>(own == loaded_->by_topic.end() ? loaded_->others->validator : own->second.validator);
  }
  const auto framing = kafka::value_framing(record);
  return !framing || decoder->decode(framing->payload).has_value() ? Fate::wanted : Fate::failing;
}

// What --execute would find in the store.
std::optional<int> Replay::look_up() {
  for (const auto& [key, revived] : plan_.records()) {
    const auto claim = store_->find(id_of(revived.origin()));
    if (!claim) return usage_error(claim.error().message);
    if (claim->state == kafka::Claim::State::done) ++counts_.done_before;
    if (claim->state == kafka::Claim::State::in_progress) ++counts_.uncertain;
  }
  return std::nullopt;
}

// ---- doing it

std::string Replay::id_of(const kafka::Origin& origin) const {
  // Topics' names have 249 bytes at most, so that this is short enough for a store.
  std::string id = "r";
  id += origin.topic;
  id += '\0';
  return id + fmt::format("{}:{}", origin.partition, origin.offset);
}

std::optional<int> Replay::produce(const kafka::Client& client) {
  auto producer = kafka::Producer::create(cluster_.brokers, cluster_.properties);
  if (!producer) return usage_error(producer.error().message);
  std::vector<const Revived*> batch;
  for (const auto& [key, revived] : plan_.records()) {
    const std::string& topic = revived.origin().topic;
    if (!partitions_.contains(topic)) {
      const auto present = client.offsets(topic);
      if (!present) return usage_error(present.error().message);
      partitions_[topic] = static_cast<std::int32_t>(present->size());
    }
    batch.push_back(&revived);
    if (batch.size() < kBatch) continue;
    if (const auto status = produce_batch(*producer, batch)) return status;
    batch.clear();
    if (interrupted()) return std::nullopt;
  }
  return produce_batch(*producer, batch);
}

std::optional<int> Replay::produce_batch(kafka::Producer& producer, const std::vector<const Revived*>& batch) {
  const auto fatal = [](const kafka::Error& error) {
    complain(error.message);
    return kExitConsumeFatal;
  };
  std::vector<std::string> begun;
  std::vector<kafka::Header> headers;
  for (const Revived* const revived : batch) {
    const kafka::Origin& origin = revived->origin();
    const auto claim = store_->begin(id_of(origin), origin);
    if (!claim) return fatal(claim.error());
    if (claim->state == kafka::Claim::State::done) {
      ++counts_.done_before;
      continue;
    }
    if (claim->state == kafka::Claim::State::in_progress) ++counts_.uncertain;
    const std::int32_t partition = origin.partition < partitions_.at(origin.topic) ? origin.partition : -1;
    begun.push_back(id_of(origin));
    if (const auto sent = producer.send(revived->record(partition, headers)); !sent) return fatal(sent.error());
  }
  if (const auto flushed = producer.flush(kAcknowledged); !flushed) return fatal(flushed.error());
  for (const std::string& id : begun) {
    if (const auto done = store_->complete(id); !done) return fatal(done.error());
  }
  counts_.produced += begun.size();
  if (const auto durable = store_->flush(); !durable) return fatal(durable.error());
  return std::nullopt;
}

void Replay::report() const {
  const auto row = [&](std::uint64_t count, std::string_view what) {
    if (count != 0) out().line(fmt::format("  {:>9}  {}", with_commas(count), what));
  };
  const auto fate = [&](Fate one) {
    const auto found = counts_.fates.find(one);
    return found == counts_.fates.end() ? 0 : found->second;
  };
  out().line(fmt::format("{}: {} records read", for_terminal(topic_), with_commas(counts_.read)));
  row(fate(Fate::wanted) - plan_.repeated() - (execute_ ? 0 : counts_.done_before),
      execute_ ? "to be replayed" : "would be replayed");
  row(plan_.repeated(), "failed more than once: only the last is replayed");
  row(fate(Fate::failing), "still do not conform, and stay");
  row(fate(Fate::unjudged), "are of topics without a schema (--map), and stay");
  row(fate(Fate::filtered), "are not asked for");
  row(fate(Fate::pointer), "are pointers to records that were too large, and stay");
  row(fate(Fate::foreign), "do not say where they came from, and stay");
  if (execute_) out().line(fmt::format("{} produced", with_commas(counts_.produced)));
  row(counts_.done_before, "had been replayed before");
  row(counts_.uncertain, "a run that did not end had begun; they may stand there twice");
  out().write(plan_.table());
  if (full_) {
    complain(
        fmt::format("{} MiB are full; the rest of {} is for another run (--max-memory, --from)", max_mib_, topic_));
  }
  if (interrupted()) complain("interrupted");
  if (!execute_) complain("nothing was produced; --execute --store sqlite:FILE does it");
}

}  // namespace

std::unique_ptr<Command> make_replay() { return std::make_unique<Replay>(); }

}  // namespace norm::cli
