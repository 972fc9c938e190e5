// The options of `norm consume` about records that come twice: see the header.
#include "cli/consume_store.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <memory>
#include <string_view>
#include <utility>

#include "cli/console.h"

namespace norm::cli {
namespace {

// `/msg_id`, `header:NAME`, `origin`.
std::optional<kafka::MessageId> to_id(const std::string& text) {
  constexpr std::string_view kHeader = "header:";
  if (text == "origin") return kafka::MessageId();
  if (text.starts_with('/')) return kafka::MessageId::payload(text);
  if (text.starts_with(kHeader)) return kafka::MessageId::header(text.substr(kHeader.size()));
  return std::nullopt;
}

}  // namespace

Result<std::unique_ptr<kafka::Store>, kafka::Error> open_store(const std::string& text,
                                                               const kafka::Retention& retention) {
  const std::size_t colon = text.find(':');
  const std::string kind = text.substr(0, colon);
  const std::string place = colon == std::string::npos ? std::string() : text.substr(colon + 1);
  if (text == "memory") return kafka::memory_store(retention);
  if (kind == "sqlite" && !place.empty()) return kafka::open_sqlite_store(place, retention);
  if (kind == "lmdb" && !place.empty()) return kafka::open_lmdb_store(place, retention);
  return Failure(kafka::Error{
      .name = "CONFIG", .message = fmt::format("--store takes memory, sqlite:FILE or lmdb:FOLDER, not {}", text)});
}

void StoreOptions::configure(CLI::App& app) {
  app.add_option("--id", id_, "What makes two records one message: /POINTER into the payload, header:NAME, or origin");
  auto* store = app.add_option("--store", store_,
                               "Where the ids of messages that are done are kept: memory, sqlite:FILE, lmdb:FOLDER");
  app.add_option("--store-days", days_, "For how long")
      ->capture_default_str()
      ->needs(store)
      ->check(CLI::Range(1U, 36'500U));
  add_choice(app, "--guarantee", guarantee_, {"at-least-once", "at-most-once"},
             "Of a message whose handler was interrupted: it is called again, or the record goes to the audit topic");
  app.add_option("--audit-topic", audit_topic_,
                 "Where records of messages go that were seen before; {topic}.audit with at-most-once, else none");
  app.add_option("--max-crashes", max_crashes_,
                 "A record over which the handler of --exec died so often goes to the error topic, and with a --store "
                 "that outlives it one over which this process did; 0: none")
      ->capture_default_str()
      ->check(CLI::Range(0U, 1'000'000U));
}

std::optional<int> StoreOptions::wanting(bool has_process) const {
  if (!id_.empty() && store_.empty()) return usage_error("--id needs a --store: memory, sqlite:FILE or lmdb:FOLDER");
  if (!store_.empty() && id_.empty() && max_crashes_ == 0) {
    return usage_error("--store needs to know what makes two records one message: --id /msg_id, header:NAME or origin");
  }
  if (id_.empty() && (guarantee_ == "at-most-once" || !audit_topic_.empty())) {
    return usage_error(fmt::format("{} needs --id and --store",
                                   guarantee_ == "at-most-once" ? "--guarantee at-most-once" : "--audit-topic"));
  }
  if (max_crashes_ != 0 && !has_process && !outlives_us()) {
    return usage_error("--max-crashes needs a --store that outlives the process: sqlite:FILE or lmdb:FOLDER");
  }
  if (guarantee_ == "at-most-once" && !outlives_us()) {
    return usage_error(
        "--guarantee at-most-once needs a --store that outlives the process: sqlite:FILE or lmdb:FOLDER");
  }
  return std::nullopt;
}

std::optional<int> StoreOptions::apply(kafka::ConsumerOptions& options, bool has_process) const {
  if (const auto status = wanting(has_process)) return status;
  if (store_.empty()) return std::nullopt;
  kafka::Retention retention{.max_age = std::chrono::hours(24) * days_};
  retention.max_started_age = std::max(retention.max_started_age, retention.max_age);
  auto opened = open_store(store_, retention);
  if (!opened) return usage_error(opened.error().message);
  const std::shared_ptr<kafka::Store> store = *std::move(opened);
  if (!id_.empty()) {
    const auto id = to_id(id_);
    if (!id) return usage_error(fmt::format("--id takes /POINTER, header:NAME or origin, not {}", id_));
    options.idempotence.store = store;
    options.idempotence.id = *id;
    options.idempotence.audit_topic = audit_topic_;
    options.idempotence.guarantee =
        guarantee_ == "at-most-once" ? kafka::Guarantee::at_most_once : kafka::Guarantee::at_least_once;
  }
  if (max_crashes_ != 0 && outlives_us()) options.crash_guard = {store, max_crashes_};
  return std::nullopt;
}

}  // namespace norm::cli
