// `norm consume`: options, signals and exit statuses around kafka::Consumer. See the header.
#include "cli/consume.h"

#include <norm/kafka/kafka.h>

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "cli/cluster_options.h"
#include "cli/console.h"
#include "cli/consume_check.h"
#include "cli/consume_demo.h"
#include "cli/consume_report.h"
#include "cli/consume_schemas.h"
#include "cli/consume_sight.h"
#include "cli/consume_signals.h"
#include "cli/consume_store.h"
#include "cli/consume_topics.h"
#include "cli/exec_handler.h"
#include "cli/payloads.h"

namespace norm::cli {
namespace {

// Workers that stand for --workers where a handler process answers: as many records are on their way to it.
constexpr unsigned kExecWorkers = 4;
constexpr unsigned kMostWorkers = 1024;
constexpr std::size_t kMostWindow = 1'000'000;

class Consume final : public Command {
 public:
  void configure(CLI::App& app) override;
  int run() override;

 private:
  [[nodiscard]] int missing() const;
  [[nodiscard]] std::optional<int> contradiction() const;
  [[nodiscard]] std::optional<int> of_check() const;
  void take_choices();
  [[nodiscard]] int run_example();
  [[nodiscard]] int run_real(kafka::Schemas schemas);
  [[nodiscard]] kafka::Outcome handle(const kafka::Record& record);
  void reload(kafka::Consumer& consumer);
  [[nodiscard]] bool prints() const { return to_.empty() && !quiet_ && exec_command_.empty(); }
  [[nodiscard]] int finish(RunEnd end, const Rejections& rejections);

  kafka::ConsumerOptions options_;
  ClusterOptions cluster_;
  SchemaOptions schemas_;
  Check check_;
  std::string to_;
  std::string exec_command_;
  std::uint32_t exec_timeout_ = 60;
  std::shared_ptr<ExecHandler> exec_;  // a worker that is left has its share of it
  std::string tombstones_;
  std::string order_;
  std::string on_flood_;
  std::string on_gone_;
  std::string headers_;
  std::string oversize_;
  std::string on_exhausted_;
  std::uint32_t max_retry_s_ = 0;
  bool create_topics_ = false;
  bool print_ = false;
  bool compact_ = false;
  bool quiet_ = false;
  bool fail_on_errors_ = false;
  bool demo_ = false;
  DemoOptions demo_options_;
  StoreOptions store_options_;
  ColourOption colour_;
  Sight sight_;
  std::mutex printing_;
  std::atomic<std::uint64_t> not_printed_{0};  // tombstones: there is nothing to print
};

void Consume::configure(CLI::App& app) {
  cluster_.configure(app);
  app.add_option("--group", options_.group, "The consumer group; its members share the partitions");
  app.add_option("--topic", options_.topics, "What to read; may be given again; ^... is a regular expression");
  schemas_.configure(app);
  app.add_option("--error-topic", options_.error_topic, "Where the others go; {topic} is their own topic")
      ->capture_default_str();
  app.add_option("--to", to_,
                 "Conforming records go to this topic; of --check where it ends: latest, an offset or a time");
  app.add_flag("--print", print_,
               "Conforming records go to stdout, each with a newline behind it (unless --to or --quiet)");
  app.add_flag("--compact", compact_, "Of --print: one a line; the lines of a payload are joined");
  app.add_flag("--quiet", quiet_, "Conforming records go nowhere");
  app.add_option("--exec", exec_command_,
                 "Conforming records go to this command, a line of JSON each; it answers [TOPIC] PARTITION OFFSET "
                 "ok|skip|error|retry|fatal [REASON]")
      ->type_name("CMD");
  app.add_option("--exec-timeout", exec_timeout_, "Seconds for an answer; then the command is killed and started again")
      ->capture_default_str()
      ->check(CLI::Range(1U, 86'400U));
  check_.configure(app);
  add_choice(app, "--on-gone", on_gone_, {"continue", "stop"},
             "When records left the log before they were read: go on after them, or end");
  add_choice(app, "--tombstones", tombstones_, {"pass", "skip", "error"},
             "What to do with records whose value is null");
  add_choice(app, "--order", order_, {"partition", "key"}, "Which records wait for one that is tried again");
  app.add_option("--max-attempts", options_.max_attempts,
                 "A record that was tried so often is --on-exhausted's; 0: never")
      ->capture_default_str()
      ->check(CLI::Range(0U, 1'000'000'000U));
  app.add_option("--max-retry-time", max_retry_s_, "Likewise, seconds after its first failure; 0: never")
      ->capture_default_str()
      ->check(CLI::Range(0U, 1'000'000'000U));
  add_choice(app, "--on-exhausted", on_exhausted_, {"error-topic", "stop"}, "What becomes of such a record");
  app.add_option("--workers", options_.workers, "Threads that decode and judge; 0: the one that reads")
      ->capture_default_str()
      ->check(CLI::Range(0U, kMostWorkers));
  add_choice(app, "--on-flood", on_flood_, {"pause", "continue", "stop"},
             "When most records are invalid: wait for SIGUSR1, go on, or end");
  app.add_option("--flood-share", options_.flood.share, "How many that is, of the last --flood-window records")
      ->capture_default_str()
      ->check(CLI::Range(0.0, 1.0));
  app.add_option("--flood-window", options_.flood.window, "See --flood-share")
      ->capture_default_str()
      ->check(CLI::Range(std::size_t{1}, kMostWindow));
  add_choice(app, "--headers", headers_, {"norm", "connect", "spring", "streams"},
             "Beside ours, those that Kafka Connect, Spring Kafka or Kafka Streams put on error records");
  add_choice(app, "--oversize", oversize_, {"pointer", "block"},
             "A record too large for the error topic: a pointer to it, or it stays and its partition waits");
  app.add_option("--max-hops", options_.max_hops, "A record that was on error topics so often stays where it is")
      ->capture_default_str()
      ->check(CLI::Range(1U, 1'000'000U));
  store_options_.configure(app);
  app.add_flag("--until-end", options_.until_end, "Stop where the topics end now, what other members have among it");
  app.add_option("--max-records", options_.max_records, "Stop after so many; 0: never")
      ->check(CLI::Range(std::uint64_t{0}, kMostCounted));
  app.add_flag("--create-topics", create_topics_,
               "Create the error topic, and the audit topic, where they are missing");
  app.add_flag("--fail-on-errors", fail_on_errors_, "Exit 1 when records went to the error topic");
  auto* demo = app.add_flag("--demo", demo_, "Show the whole way on a broker inside this process; needs nothing");
  app.add_option("--records", demo_options_.records, "Of --demo: how many")->capture_default_str()->needs(demo);
  app.add_option("--seed", demo_options_.seed, "Of --demo: which ones")->capture_default_str()->needs(demo);
  app.add_flag("--keep-errors", demo_options_.keep_errors, "Of --demo: the rejected records to stdout as JSON lines")
      ->needs(demo);
  sight_.configure(app);
  colour_.configure(app);
}

int Consume::missing() const {
  const char* const what = options_.brokers.empty()                     ? "--brokers"
                           : options_.group.empty() && !check_.wanted() ? "--group"
                           : options_.topics.empty()                    ? "--topic"
                                                                        : "--schema";
  return usage_error(fmt::format("consume needs {}; `norm consume --demo` needs nothing", what));
}

// What nothing is asked of while all is only looked at.
std::optional<int> Consume::of_check() const {
  for (const std::string& topic : options_.topics) {
    if (topic.starts_with('^')) {
      return usage_error(fmt::format("--check reads topics by their names; {} is a regular expression", topic));
    }
  }
  const std::pair<bool, const char*> idle[] = {
      {print_, "--print"},
      {compact_, "--compact"},
      {!exec_command_.empty(), "--exec"},
      {create_topics_, "--create-topics"},
      {options_.until_end, "--until-end"},
      {store_options_.given(), "--store"},
      {sight_.serves(), "--metrics"},
      {fail_on_errors_, "--fail-on-errors"},
  };
  for (const auto& [given, option] : idle) {
    if (given) return usage_error(fmt::format("--check has no use for {}: it only reads and judges", option));
  }
  return std::nullopt;
}

std::optional<int> Consume::contradiction() const {
  const auto both = [](std::string_view one, std::string_view other) {
    return usage_error(fmt::format("{} and {} exclude each other", one, other));
  };
  if (print_ && (quiet_ || !to_.empty())) return both("--print", quiet_ ? "--quiet" : "--to");
  if (compact_ && !prints()) return usage_error("--compact is for what goes to stdout");
  if (const std::string topic = schemas_.unread(options_.topics); !demo_ && !topic.empty()) {
    return usage_error(fmt::format("--map has a schema for {}, which is no --topic", topic));
  }
  if (check_.wanted()) return of_check();
  if (!exec_command_.empty() && (print_ || quiet_ || !to_.empty())) {
    return both("--exec", print_ ? "--print" : quiet_ ? "--quiet" : "--to");
  }
  if (!check_.wanted() && check_.from() != "earliest" && check_.from() != "latest") {
    return usage_error(
        fmt::format("--from takes earliest or latest, and with --check an offset or a time; not {}", check_.from()));
  }
  return std::nullopt;
}

void Consume::take_choices() {
  options_.brokers = cluster_.brokers;
  options_.properties = cluster_.properties;
  if (options_.group.empty()) options_.group = cluster_.group;
  options_.start_at = check_.from() == "latest" ? kafka::StartAt::latest : kafka::StartAt::earliest;
  options_.on_gone = on_gone_ == "stop" ? kafka::OnGone::stop : kafka::OnGone::go_on;
  options_.tombstones = tombstones_ == "skip"    ? kafka::Tombstones::skip
                        : tombstones_ == "error" ? kafka::Tombstones::error
                                                 : kafka::Tombstones::pass;
  options_.order = order_ == "key" ? kafka::Order::key : kafka::Order::partition;
  options_.flood.action = on_flood_ == "stop"       ? kafka::OnFlood::stop
                          : on_flood_ == "continue" ? kafka::OnFlood::go_on
                                                    : kafka::OnFlood::pause;
  options_.headers = headers_ == "connect"   ? kafka::HeaderProfile::connect
                     : headers_ == "spring"  ? kafka::HeaderProfile::spring
                     : headers_ == "streams" ? kafka::HeaderProfile::streams
                                             : kafka::HeaderProfile::norm;
  options_.oversize = oversize_ == "block" ? kafka::Oversize::block : kafka::Oversize::pointer;
  options_.on_exhausted = on_exhausted_ == "stop" ? kafka::OnExhausted::stop : kafka::OnExhausted::error_topic;
  options_.max_retry_time = std::chrono::seconds(max_retry_s_);
  if (!exec_command_.empty() && options_.workers == 0) options_.workers = kExecWorkers;
}

int Consume::run() {
  if (const auto status = cluster_.read()) return *status;
  if (const auto status = contradiction()) return *status;
  take_choices();
  if (demo_) return run_example();
  const bool group = !options_.group.empty() || check_.wanted();
  if (options_.brokers.empty() || !group || options_.topics.empty() || !schemas_.given()) return missing();
  auto schemas = schemas_.load(options_.topics, colour_);
  if (!schemas) return close_output(kExitUsage);
  if (!check_.wanted()) return run_real(*std::move(schemas));
  return check_.run(to_, cluster_, options_, *schemas, colour_.style(out()));
}

int Consume::run_example() {
  demo_options_.fail_on_errors = fail_on_errors_;
  demo_options_.schema_name = "comments.norm#CommentCreated";
  if (schemas_.given()) {
    const auto schemas = schemas_.load({}, colour_);
    if (!schemas) return close_output(kExitUsage);
    if (schemas->others) {
      demo_options_.validator = schemas->others->validator;
      demo_options_.schema_name = schemas->others->name;
    }
  }
  demo_options_.properties = options_.properties;
  demo_options_.style = colour_.style(demo_options_.keep_errors ? err() : out());
  return run_demo(demo_options_, run_until_signal);
}

// SIGHUP: the schemas as they are now, unless they do not load.
void Consume::reload(kafka::Consumer& consumer) {
  if (!schemas_.has_file()) return sight_.say("there is no schema file to load again");
  std::optional<kafka::Schemas> schemas;
  sight_.uninterrupted([&] { schemas = schemas_.load(options_.topics, colour_); });
  if (!schemas) return sight_.say("the schemas do not load; those from before stay");
  const auto replaced = consumer.replace(*std::move(schemas));
  sight_.say(replaced ? std::string("the schemas are loaded anew") : replaced.error().message);
}

kafka::Outcome Consume::handle(const kafka::Record& record) {
  if (!to_.empty()) return kafka::Outcome::pass_on(to_);
  if (const auto framing = kafka::value_framing(record); prints() && framing) {
    const std::lock_guard lock(printing_);  // with --workers several threads come here
    if (compact_) {
      out().line(joined(framing->payload));
    } else {
      out().line(framing->payload);
    }
    // What is said to be done must be out: a kill would take the buffer, and the message would not come again.
    if (store_options_.remembers()) out().flush();
    if (!out().ok()) return kafka::Outcome::fatal("stdout takes no more");
  } else if (prints()) {
    not_printed_.fetch_add(1, std::memory_order_relaxed);
  }
  return kafka::Outcome::ok();
}

int Consume::run_real(kafka::Schemas schemas) {
  if (const auto status = store_options_.apply(options_, !exec_command_.empty())) return *status;
  Rejections rejections;
  if (!to_.empty()) options_.produces.push_back(to_);
  options_.on_rejection = [&](const kafka::Rejection& rejection) { rejections.add(rejection); };
  if (const auto status = sight_.apply(options_)) return *status;
  // What lies in our buffer is not done: it is gone if the process is.
  options_.before_commit = [this] {
    sight_.flush();
    const std::lock_guard lock(printing_);
    out().flush();
    return out().ok();
  };
  if (create_topics_) {
    if (const auto status = create_topics(cluster_, options_)) return *status;
  }
  auto consumer = kafka::Consumer::create(options_, std::move(schemas));
  if (!consumer) return usage_error(consumer.error().message);
  if (!exec_command_.empty()) {
    exec_ = std::make_shared<ExecHandler>(ExecOptions{.command = exec_command_,
                                                      .timeout = std::chrono::seconds(exec_timeout_),
                                                      .max_deaths = store_options_.max_crashes(),
                                                      .say = [this](std::string_view text) { sight_.say(text); }});
    hurry_at_signal(exec_.get());
  }
  std::jthread reloads([&](const std::stop_token& ending) {
    while (!ending.stop_requested()) {
      if (reload_asked()) reload(*consumer);
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
  });
  const auto begun = std::chrono::steady_clock::now();
  const kafka::Handler handler =
      exec_
          ? kafka::Handler([exec = exec_](const kafka::Record& record, const Decoded*) { return exec->handle(record); })
          : [this](const kafka::Record& record, const Decoded*) { return handle(record); };
  const auto ran = run_until_signal(*consumer, handler);
  const double took = std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count();
  hurry_at_signal(nullptr);
  if (exec_) exec_->hurry();  // for those who still wait for it
  exec_.reset();
  reloads = {};
  sight_.flush();
  return finish({.summary = consumer->summary(),
                 .error = ran ? std::nullopt : std::optional<kafka::Error>(ran.error()),
                 .took = took},
                rejections);
}

int Consume::finish(RunEnd end, const Rejections& rejections) {
  end.done = !to_.empty() ? "to " + to_ : prints() ? "to stdout" : exec_command_.empty() ? "" : "by " + exec_command_;
  if (const std::uint64_t tombstones = not_printed_; tombstones != 0) {
    end.done += fmt::format(", {} of them {} without a line", with_commas(tombstones),
                            tombstones == 1 ? "a tombstone" : "tombstones");
  }
  const kafka::Idempotence& once = options_.idempotence;
  if (end.summary.duplicates + end.summary.unknown_outcomes != 0 &&
      (!once.audit_topic.empty() || once.guarantee == kafka::Guarantee::at_most_once)) {
    end.done += ", messages seen before to " + (once.audit_topic.empty() ? "{topic}.audit" : once.audit_topic);
  }
  if (exec_command_.empty()) {
    end.skipped = "tombstones";
  } else {
    end.skipped =
        options_.tombstones == kafka::Tombstones::skip ? "as the handler said, and tombstones" : "as the handler said";
  }
  end.errors = options_.error_topic;  // with several topics the pattern says it best
  const std::size_t place = end.errors.find("{topic}");
  if (options_.topics.size() == 1 && !options_.topics.front().starts_with('^') && place != std::string::npos) {
    end.errors.replace(place, 7, options_.topics.front());
  }
  if (sight_.json()) {
    for (const kafka::LogLine& line : log_lines(end)) sight_.tell(line);
  } else {
    err().write(report(end, rejections, Paint(colour_.colour(err())), colour_.style(err()).width));
    if (end.error) complain(end.error->message);
  }
  // What goes wrong once records were read is no usage error, a full disk behind stdout included.
  const int worst = end.summary.assigned == 0 ? kExitUsage : kExitConsumeFatal;
  const int well = fail_on_errors_ && end.summary.error_topic != 0 ? kExitFindings : kExitOk;
  const int status = close_output(end.error ? worst : well);
  return status == kExitUsage ? worst : status;
}

}  // namespace

std::unique_ptr<Command> make_consume() { return std::make_unique<Consume>(); }

}  // namespace norm::cli
