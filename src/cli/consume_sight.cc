// How an operator sees `norm consume` at work: see the header.
#include "cli/consume_sight.h"

#include <fcntl.h>
#include <fmt/format.h>

#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <system_error>
#include <utility>

#include "cli/consume_report.h"

namespace norm::cli {

// Metrics, and the statistics as they come.
class Sight::Watching final : public kafka::Metrics {
 public:
  explicit Watching(Sight& sight) : sight_(sight) {}
  void statistics(const kafka::Statistics& statistics) override {
    Metrics::statistics(statistics);
    if (!sight_.json()) return;
    std::string line = to_json(kafka::LogLine{.time = std::chrono::system_clock::now(), .event = "statistics"});
    line.pop_back();
    sight_.tell_json(line + R"(,"statistics":)" + std::string(statistics.json) + "}");
  }

 private:
  Sight& sight_;
};

void Sight::configure(CLI::App& app) {
  add_choice(app, "--log", log_, {"text", "json"},
             "What is said on stderr once it runs: sentences, or a JSON object a line, librdkafka's log among them");
  app.add_option("--metrics", metrics_, "Serve metrics for Prometheus there: GET /metrics; port 0 is one that is free")
      ->type_name("HOST:PORT");
  app.add_option("--stats", statistics_,
                 "Seconds between two statistics of librdkafka: some of them as metrics, all of them with --log json")
      ->check(CLI::Range(1U, 86'400U));
  app.add_option("--trace-file", trace_file_,
                 "A span a record is appended there, a line of OTLP JSON each; its service.name is OTEL_SERVICE_NAME, "
                 "else norm")
      ->type_name("FILE");
  app.add_option("--trace-share", trace_share_,
                 "Of records without a traceparent header, how many begin a trace that is kept, from 0 to 1")
      ->capture_default_str()
      ->check(CLI::Range(0.0, 1.0));
}

std::optional<int> Sight::apply(kafka::ConsumerOptions& options) {
  if (statistics_ != 0 && metrics_.empty() && !json()) return usage_error("--stats needs --metrics or --log json");
  if (!metrics_.empty() || statistics_ != 0) {
    watching_ = std::make_shared<Watching>(*this);
    options.observer = watching_;
    options.statistics_interval = std::chrono::seconds(statistics_);
  }
  if (!metrics_.empty()) {
    auto server = kafka::MetricsServer::start(metrics_, *watching_);
    if (!server) return usage_error(server.error().message);
    server_ = *std::move(server);
    if (metrics_.ends_with(":0"))
      say(fmt::format("metrics are served at port {}", server_->port()), kafka::LogLevel::info);
  }
  if (json()) {
    options.on_log = [this](const kafka::LogLine& line) { tell(line); };
  } else {
    options.on_event = [this, on_flood = options.flood.action](const kafka::Event& event) {
      if (const std::string text = sentence(event, on_flood); !text.empty()) say(text);
    };
  }
  return trace_file_.empty() ? std::nullopt : open_trace(options);
}

std::optional<int> Sight::open_trace(kafka::ConsumerOptions& options) {
  const int descriptor = ::open(trace_file_.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
  if (descriptor < 0) {
    return usage_error(
        fmt::format("--trace-file {}: {}", trace_file_, std::error_code(errno, std::generic_category()).message()));
  }
  trace_descriptor_ = Descriptor(descriptor);
  trace_ = std::make_unique<Output>(descriptor);
  const char* const named = std::getenv("OTEL_SERVICE_NAME");  // OpenTelemetry's own variable
  service_ = named == nullptr || *named == '\0' ? "norm" : named;
  options.span_share = trace_share_;
  options.on_span = [this](const kafka::Span& span) { write(span); };
  return std::nullopt;
}

void Sight::write(const kafka::Span& span) {
  trace_->line(to_otlp_json(span, service_));
  look_at_trace();
}

void Sight::look_at_trace() {
  if (trace_->ok() || std::exchange(trace_failed_, true)) return;
  say(fmt::format("--trace-file {}: {}; records go on without spans", trace_file_,
                  std::error_code(trace_->error(), std::generic_category()).message()));
}

void Sight::flush() {
  if (!trace_) return;
  trace_->flush();
  look_at_trace();
}

void Sight::say(std::string_view sentence, kafka::LogLevel level) {
  if (json()) {
    return tell(
        {.level = level, .time = std::chrono::system_clock::now(), .event = "norm", .message = std::string(sentence)});
  }
  const std::lock_guard lock(mutex_);             // events, the handler and the reload have a thread each
  err().line(fmt::format("norm: {}", sentence));  // not by `complain`, which flushes stdout: that is the handlers'
  err().flush();
}

void Sight::tell(const kafka::LogLine& line) { tell_json(to_json(line)); }

void Sight::tell_json(const std::string& line) {
  const std::lock_guard lock(mutex_);
  err().line(line);
  err().flush();
}

}  // namespace norm::cli
