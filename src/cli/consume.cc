// `norm consume`: options, signals and exit statuses around kafka::Consumer. See the header.
#include "cli/consume.h"

#include <norm/kafka/kafka.h>

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <atomic>
#include <chrono>
#include <csignal>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "cli/console.h"
#include "cli/consume_demo.h"
#include "cli/consume_report.h"
#include "cli/consume_store.h"
#include "cli/schema_argument.h"

namespace norm::cli {
namespace {

// A signal handler has no other way to the consumer. Set while one runs.
std::atomic<kafka::Consumer*> running_consumer{nullptr};
static_assert(std::atomic<kafka::Consumer*>::is_always_lock_free, "read by a signal handler");

void resume_consumer(int) {
  if (kafka::Consumer* const consumer = running_consumer.load()) consumer->resume();
}

void stop_consumer(int signal) {
  if (kafka::Consumer* const consumer = running_consumer.load()) consumer->stop();
  std::signal(signal, SIG_DFL);  // a second one ends the process whatever the brokers do
}

Result<kafka::Summary, kafka::Error> run_until_signal(kafka::Consumer& consumer, const kafka::Handler& handler) {
  running_consumer.store(&consumer);
  const auto on_int = std::signal(SIGINT, stop_consumer);
  const auto on_term = std::signal(SIGTERM, stop_consumer);
  const auto on_usr1 = std::signal(SIGUSR1, resume_consumer);
  auto summary = consumer.run(handler);
  std::signal(SIGINT, on_int);
  std::signal(SIGTERM, on_term);
  std::signal(SIGUSR1, on_usr1);
  running_consumer.store(nullptr);
  return summary;
}

class Consume final : public Command {
 public:
  void configure(CLI::App& app) override;
  int run() override;

 private:
  [[nodiscard]] int missing() const;
  [[nodiscard]] std::optional<int> read_properties();
  [[nodiscard]] int run_real(Validator validator);
  [[nodiscard]] kafka::Outcome handle(const kafka::Record& record) const;
  [[nodiscard]] bool prints() const { return to_.empty() && !quiet_; }
  [[nodiscard]] int finish(const kafka::Summary& summary, const std::optional<kafka::Error>& error,
                           const Rejections& rejections, double took) const;

  kafka::ConsumerOptions options_;
  std::string schema_;
  SchemaArgument schema_argument_;
  const CLI::Option* expression_ = nullptr;  // of schema_argument_
  std::string to_;
  std::string from_;
  std::string tombstones_;
  std::string order_;
  std::string on_flood_;
  std::string on_gone_;
  std::string headers_;
  std::string oversize_;
  std::vector<std::string> properties_;
  bool print_ = false;
  bool quiet_ = false;
  bool fail_on_errors_ = false;
  bool demo_ = false;
  DemoOptions demo_options_;
  StoreOptions store_options_;
  ColourOption colour_;
  mutable std::mutex printing_;
};

void Consume::configure(CLI::App& app) {
  app.add_option("--brokers", options_.brokers, "Where the cluster is: HOST:PORT,...");
  app.add_option("--group", options_.group, "The consumer group; its members share the partitions");
  app.add_option("--topic", options_.topics, "What to read; may be given again; ^... is a regular expression");
  app.add_option("--schema", schema_, "What records have to conform to: FILE#Name");
  schema_argument_.configure(app);
  expression_ = app.get_option_no_throw("-e");
  app.add_option("--error-topic", options_.error_topic, "Where the others go; {topic} is their own topic")
      ->capture_default_str();
  app.add_option("--to", to_, "Conforming records go to this topic");
  app.add_flag("--print", print_, "Conforming records go to stdout, one a line (unless --to or --quiet)");
  app.add_flag("--quiet", quiet_, "Conforming records go nowhere");
  add_choice(app, "--from", from_, {"earliest", "latest"}, "Where a group without offsets begins");
  add_choice(app, "--on-gone", on_gone_, {"continue", "stop"},
             "When records left the log before they were read: go on after them, or end");
  add_choice(app, "--tombstones", tombstones_, {"pass", "skip", "error"},
             "What to do with records whose value is null");
  add_choice(app, "--order", order_, {"partition", "key"}, "Which records wait for one that is tried again");
  app.add_option("--workers", options_.workers, "Threads that decode and judge; 0: the one that reads")
      ->capture_default_str();
  add_choice(app, "--on-flood", on_flood_, {"pause", "continue", "stop"},
             "When most records are invalid: wait for SIGUSR1, go on, or end");
  app.add_option("--flood-share", options_.flood.share, "How many that is, of the last --flood-window records")
      ->capture_default_str();
  app.add_option("--flood-window", options_.flood.window, "See --flood-share")->capture_default_str();
  add_choice(app, "--headers", headers_, {"norm", "connect", "spring", "streams"},
             "Beside ours, those that Kafka Connect, Spring Kafka or Kafka Streams put on error records");
  add_choice(app, "--oversize", oversize_, {"pointer", "block"},
             "A record too large for the error topic: a pointer to it, or it stays and its partition waits");
  app.add_option("--max-hops", options_.max_hops, "A record that was on error topics so often stays where it is")
      ->capture_default_str();
  store_options_.configure(app);
  app.add_flag("--until-end", options_.until_end, "Stop where the topic ends now");
  app.add_option("--max-records", options_.max_records, "Stop after so many");
  app.add_option("-X", properties_, "A property of librdkafka: NAME=VALUE, [consumer.|producer.]NAME=VALUE");
  app.add_flag("--fail-on-errors", fail_on_errors_, "Exit 1 when records went to the error topic");
  app.add_flag("--demo", demo_, "Show the whole way on a broker inside this process; needs nothing");
  app.add_option("--records", demo_options_.records, "Of --demo: how many")->capture_default_str();
  app.add_option("--seed", demo_options_.seed, "Of --demo: which ones")->capture_default_str();
  app.add_flag("--keep-errors", demo_options_.keep_errors, "Of --demo: the rejected records to stdout as JSON lines");
  colour_.configure(app);
}

int Consume::missing() const {
  const char* const what = options_.brokers.empty()  ? "--brokers"
                           : options_.group.empty()  ? "--group"
                           : options_.topics.empty() ? "--topic"
                                                     : "--schema";
  return usage_error(fmt::format("consume needs {}; `norm consume --demo` needs nothing", what));
}

std::optional<int> Consume::read_properties() {
  for (const std::string& property : properties_) {
    const std::size_t equals = property.find('=');
    if (equals == std::string::npos || equals == 0) {
      return usage_error(fmt::format("-X takes NAME=VALUE, not {}", property));
    }
    options_.properties.insert_or_assign(property.substr(0, equals), property.substr(equals + 1));
  }
  return std::nullopt;
}

int Consume::run() {
  if (const auto status = read_properties()) return *status;
  if (print_ && (quiet_ || !to_.empty())) {
    return usage_error(fmt::format("--print and {} exclude each other", quiet_ ? "--quiet" : "--to"));
  }
  options_.start_at = from_ == "latest" ? kafka::StartAt::latest : kafka::StartAt::earliest;
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
  std::optional<Validator> validator;
  std::vector<std::string> positionals;
  if (!schema_.empty()) positionals.push_back(schema_);
  const bool has_schema = !schema_.empty() || (expression_ != nullptr && expression_->count() != 0);
  if (has_schema) {
    auto loaded = schema_argument_.load(positionals, colour_);
    if (!loaded) return close_output(kExitUsage);
    validator = std::move(loaded->validator);
  }
  options_.schema_name = !schema_.empty() ? schema_ : "-e";
  if (demo_) {
    demo_options_.fail_on_errors = fail_on_errors_;
    demo_options_.validator = std::move(validator);
    demo_options_.schema_name = has_schema ? options_.schema_name : "comments.norm#CommentCreated";
    demo_options_.properties = options_.properties;
    demo_options_.style = colour_.style(demo_options_.keep_errors ? err() : out());
    return run_demo(demo_options_, run_until_signal);
  }
  if (options_.brokers.empty() || options_.group.empty() || options_.topics.empty() || !validator) return missing();
  return run_real(*std::move(validator));
}

kafka::Outcome Consume::handle(const kafka::Record& record) const {
  if (!to_.empty()) return kafka::Outcome::pass_on(to_);
  if (const auto framing = kafka::value_framing(record); prints() && framing) {
    const std::lock_guard lock(printing_);  // with --workers several threads come here
    out().line(framing->payload);
    // What is said to be done must be out: a kill would take the buffer, and the message would not come again.
    if (store_options_.remembers()) out().flush();
    if (!out().ok()) return kafka::Outcome::fatal("stdout takes no more");
  }
  return kafka::Outcome::ok();
}

int Consume::run_real(Validator validator) {
  if (const auto status = store_options_.apply(options_)) return *status;
  Rejections rejections;
  if (!to_.empty()) options_.produces.push_back(to_);
  options_.on_rejection = [&](const kafka::Rejection& rejection) { rejections.add(rejection); };
  options_.on_event = [](const kafka::Event& event) {
    const std::string text = sentence(event);
    if (text.empty()) return;
    complain(text);
    err().flush();
  };
  // What lies in our buffer is not done: it is gone if the process is.
  options_.before_commit = [this] {
    const std::lock_guard lock(printing_);
    out().flush();
    return out().ok();
  };
  auto consumer = kafka::Consumer::create(options_, std::move(validator));
  if (!consumer) return usage_error(consumer.error().message);
  const auto begun = std::chrono::steady_clock::now();
  const auto ran =
      run_until_signal(*consumer, [this](const kafka::Record& record, const Decoded*) { return handle(record); });
  const double took = std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count();
  return finish(consumer->summary(), ran ? std::nullopt : std::optional<kafka::Error>(ran.error()), rejections, took);
}

int Consume::finish(const kafka::Summary& summary, const std::optional<kafka::Error>& error,
                    const Rejections& rejections, double took) const {
  const Paint paint(colour_.colour(err()));
  const std::string where = !to_.empty() ? "to " + to_ : prints() ? "to stdout" : "";
  const std::size_t width = colour_.style(err()).width;
  std::string text =
      fmt::format("{}\n", paint.bold(fmt::format("{} records in {:.1f} s", with_commas(summary.read), took)));
  std::string errors = options_.error_topic;  // with several topics the pattern says it best
  const std::size_t place = errors.find("{topic}");
  if (options_.topics.size() == 1 && place != std::string::npos) errors.replace(place, 7, options_.topics.front());
  text += rows(summary, where, errors, paint);
  if (!rejections.empty()) {
    text += fmt::format("\n{}\n{}", paint.bold("Why they were rejected"), rejections.histogram(paint, width));
    text += fmt::format("\n{}\n{}", paint.bold("In the words that the error topic carries"), rejections.samples(paint));
  }
  err().write(text);
  if (error) complain(error->message);
  // What goes wrong once records were read is no usage error, a full disk behind stdout included.
  const int worst = summary.assigned == 0 ? kExitUsage : kExitConsumeFatal;
  const int well = fail_on_errors_ && summary.error_topic != 0 ? kExitFindings : kExitOk;
  const int status = close_output(error ? worst : well);
  return status == kExitUsage ? worst : status;
}

}  // namespace

std::unique_ptr<Command> make_consume() { return std::make_unique<Consume>(); }

}  // namespace norm::cli
