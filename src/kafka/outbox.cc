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
  if (watch_) {
    const auto& judgement = slots_->at(command.ref.slot).judgement;
    watch_->sending(command.ref.slot, command.route == Route::error_topic ? Ending::error_topic
                                      : judgement->audit                  ? Ending::audit
                                                                          : Ending::pass_on);
  }
  if (landed_.empty()) {
    landed_.push_back(static_cast<std::uint32_t>(flights_.size()));
    flights_.emplace_back();
  }
  const std::uint32_t id = landed_.back();
  landed_.pop_back();
  flights_[id].ref = command.ref;
  flights_[id].claim.clear();
  const rd_kafka_resp_err_t code = command.route == Route::error_topic ? send_error(command, id) : pass_on(command, id);
  if (code != RD_KAFKA_RESP_ERR_NO_ERROR) report(id, code);
}

std::int32_t Loop::partition_of(const Send& command, const std::string& topic, std::int32_t own) const {
  if (command.by_key) return -1;
  const auto count = partition_counts_.find(topic);
  return target_partition(own,
                          count == partition_counts_.end() ? std::nullopt : std::optional<std::int32_t>(count->second));
}

rd_kafka_resp_err_t Loop::send_error(const Send& command, std::uint32_t id) {
  Held& held = slots_->at(command.ref.slot);
  const Judgement& judgement = *held.judgement;
  const Record& record = held.message.record();
  const DecodeError* const decode = judgement.decode ? &*judgement.decode : nullptr;
  const bool passing = judgement.kind == Answer::Kind::pass_on;  // the next topic did not take it
  const std::string_view explain =
      passing ? "the next topic does not take a record of this size" : std::string_view(judgement.text);
  const auto since = std::chrono::duration_cast<Millis>(now_ - command.first_failure);
  const auto wall = std::chrono::duration_cast<Millis>(std::chrono::system_clock::now().time_since_epoch());
  const ErrorFacts facts{.kind = command.error,
                         .explain = explain,
                         .decode = decode,
                         .schema = judgement.schema ? std::string_view(*judgement.schema) : std::string_view(),
                         .group = options_.group,
                         .attempts = command.attempts,
                         .first_failure_ms = (passing ? wall : wall - since).count(),
                         .trace = watch_ ? watch_->trace(command.ref.slot) : std::string_view()};
  if (!held.rejection_told) {
    held.rejection_told = true;
    const Rejection rejection{record, command.error.error_class, command.error.stage, explain, decode};
    if (options_.on_rejection) options_.on_rejection(rejection);
    if (watch_) watch_->rejected(command.ref.slot, rejection);
  }
  if (error_topic_.first != record.topic) {
    error_topic_ = {std::string(record.topic), expand_topic(options_.error_topic, record.topic)};
  }
  const std::string& topic = flights_[id].topic = error_topic_.second;
  const ErrorRecord made = error_record(record, facts, {options_.max_explain_bytes, options_.headers, command.form});
  return deliverer_.send(id, topic, partition_of(command, topic, record.partition), made.record(record), made.own);
}

rd_kafka_resp_err_t Loop::pass_on(const Send& command, std::uint32_t id) {
  const Held& held = slots_->at(command.ref.slot);
  const Judgement& judgement = *held.judgement;
  const std::string& topic = flights_[id].topic = judgement.text;
  flights_[id].claim = judgement.claim;
  // Records that are passed on keep even headers of ours: what an error topic said of them stays true.
  Record record = held.message.record();
  std::vector<Header> kept;
  if (judgement.audit) {
    std::copy_if(record.headers.begin(), record.headers.end(), std::back_inserter(kept),
                 [](const Header& header) { return !header.name.starts_with(kAuditPrefix); });
    record.headers = kept;
  }
  const std::string_view trace = watch_ ? watch_->trace(command.ref.slot) : std::string_view();
  std::vector<Header> more;
  for (const OwnHeader& own : judgement.headers) more.push_back({own.name, own.value});
  if (!trace.empty() && judgement.audit) {
    more.push_back({"norm.audit.trace", trace});
  } else if (!trace.empty()) {
    kept = with_traceparent(record.headers, trace);
    record.headers = kept;
  }
  return deliverer_.send(id, topic, partition_of(command, topic, record.partition), record, more);
}

void Loop::take_reports() {
  if (all_landed()) return;
  for (const DeliveryReport& told : deliverer_.poll(Millis(0))) report(static_cast<std::uint32_t>(told.id), told.code);
}

void Loop::report(std::uint32_t id, rd_kafka_resp_err_t code) {
  const Flight& flight = flights_[id];
  landed_.push_back(id);
  const Delivery delivery = delivery_of(code);
  if (delivery == Delivery::taken && !flight.claim.empty()) once_->delivered(flight.claim);
  const std::string text = delivery == Delivery::taken
                               ? std::string()
                               : make_error(code, fmt::format("cannot produce to {}", flight.topic)).message;
  // A record of another form or partition follows at once where these did not do.
  const bool told = delivery == Delivery::taken || delivery == Delivery::failed;
  if (watch_ && told && engine_.partition(flight.ref.epoch) != nullptr) {
    watch_->delivered(flight.ref.slot, slots_->at(flight.ref.slot).message.record(), code);
  }
  engine_.delivered(flight.ref, delivery, text, now_);
}

}  // namespace norm::kafka
