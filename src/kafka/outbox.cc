// Records on their way to other topics: see loop.h.
#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <utility>
#include <vector>

#include "kafka/error.h"
#include "kafka/error_record.h"
#include "kafka/loop.h"

namespace norm::kafka {
namespace {

Delivery delivery_of(rd_kafka_resp_err_t code) {
  switch (code) {
    case RD_KAFKA_RESP_ERR_NO_ERROR: return Delivery::taken;
    case RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE:
    case RD_KAFKA_RESP_ERR_RECORD_LIST_TOO_LARGE: return Delivery::too_large;
    case RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION: return Delivery::no_partition;
    default: return Delivery::failed;  // an open set: librdkafka's codes
  }
}

}  // namespace

void Loop::send(const Send& command) {
  const std::uint64_t id = next_id_++;
  std::string topic;
  if (watch_) {
    watch_->sending(command.ref.slot, command.route == Route::error_topic            ? Ending::error_topic
                                      : slots_->at(command.ref.slot).judgement.audit ? Ending::audit
                                                                                     : Ending::pass_on);
  }
  const rd_kafka_resp_err_t code =
      command.route == Route::error_topic ? send_error(command, id, topic) : pass_on(command, id, topic);
  if (code != RD_KAFKA_RESP_ERR_NO_ERROR) {
    report(command.ref, code, topic);
    return;
  }
  const Judgement& judgement = slots_->at(command.ref.slot).judgement;
  flights_.emplace(
      id, Flight{command.ref, std::move(topic), command.route == Route::next_topic ? judgement.claim : std::string()});
}

std::int32_t Loop::partition_of(const Send& command, const std::string& topic, std::int32_t own) const {
  if (command.by_key) return -1;
  const auto count = partition_counts_.find(topic);
  return target_partition(own,
                          count == partition_counts_.end() ? std::nullopt : std::optional<std::int32_t>(count->second));
}

rd_kafka_resp_err_t Loop::send_error(const Send& command, std::uint64_t id, std::string& topic) {
  const Held& held = slots_->at(command.ref.slot);
  const Record& record = held.message.record();
  const DecodeError* const decode = held.judgement.decode ? &*held.judgement.decode : nullptr;
  const bool passing = held.judgement.kind == Answer::Kind::pass_on;  // the next topic did not take it
  const std::string_view explain =
      passing ? "the next topic does not take a record of this size" : std::string_view(held.judgement.text);
  const auto since = std::chrono::duration_cast<Millis>(Clock::now() - command.first_failure);
  const auto wall = std::chrono::duration_cast<Millis>(std::chrono::system_clock::now().time_since_epoch());
  const ErrorFacts facts{
      .kind = command.error,
      .explain = explain,
      .decode = decode,
      .schema = held.judgement.schema ? std::string_view(*held.judgement.schema) : std::string_view(),
      .group = options_.group,
      .attempts = command.attempts,
      .first_failure_ms = (passing ? wall : wall - since).count(),
      .trace = watch_ ? watch_->trace(command.ref.slot) : std::string_view()};
  if (!held.rejection_told) {
    slots_->at(command.ref.slot).rejection_told = true;
    const Rejection rejection{record, command.error.error_class, command.error.stage, explain, decode};
    if (options_.on_rejection) options_.on_rejection(rejection);
    if (watch_) watch_->rejected(command.ref.slot, rejection);
  }
  topic = expand_topic(options_.error_topic, record.topic);
  ErrorRecord made = error_record(record, facts, {options_.max_explain_bytes, options_.headers, command.form});
  return deliverer_.send(id, topic, partition_of(command, topic, record.partition), made.record(record), made.own);
}

rd_kafka_resp_err_t Loop::pass_on(const Send& command, std::uint64_t id, std::string& topic) {
  const Held& held = slots_->at(command.ref.slot);
  topic = held.judgement.text;
  // Records that are passed on keep even headers of ours: what an error topic said of them stays true.
  Record record = held.message.record();
  std::vector<Header> kept;
  if (held.judgement.audit) {
    std::copy_if(record.headers.begin(), record.headers.end(), std::back_inserter(kept),
                 [](const Header& header) { return !header.name.starts_with(kAuditPrefix); });
    record.headers = kept;
  }
  const std::string_view trace = watch_ ? watch_->trace(command.ref.slot) : std::string_view();
  std::vector<OwnHeader> own = held.judgement.headers;
  if (!trace.empty() && held.judgement.audit) {
    own.push_back({fmt::format("{}trace", kAuditPrefix), std::string(trace)});
  } else if (!trace.empty()) {
    kept = with_traceparent(record.headers, trace);
    record.headers = kept;
  }
  return deliverer_.send(id, topic, partition_of(command, topic, record.partition), record, own);
}

void Loop::take_reports() {
  if (flights_.empty()) return;
  for (const DeliveryReport& told : deliverer_.poll(Millis(0))) {
    const auto found = flights_.find(told.id);
    if (found == flights_.end()) continue;
    const Flight flight = std::move(found->second);
    flights_.erase(found);
    if (told.code == RD_KAFKA_RESP_ERR_NO_ERROR && !flight.claim.empty()) once_->delivered(flight.claim);
    report(flight.ref, told.code, flight.topic);
  }
}

void Loop::report(const Ref& ref, rd_kafka_resp_err_t code, const std::string& topic) {
  const Delivery delivery = delivery_of(code);
  const std::string text = delivery == Delivery::taken
                               ? std::string()
                               : make_error(code, fmt::format("cannot produce to {}", topic)).message;
  // A record of another form or partition follows at once where these did not do.
  const bool told = delivery == Delivery::taken || delivery == Delivery::failed;
  if (watch_ && told && engine_.partition(ref.epoch) != nullptr) {
    watch_->delivered(ref.slot, slots_->at(ref.slot).message.record(), code);
  }
  engine_.delivered(ref, delivery, text, Clock::now());
}

}  // namespace norm::kafka
