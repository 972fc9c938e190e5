// Records on their way to other topics: see loop.h.
#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "kafka/error.h"
#include "kafka/error_record.h"
#include "kafka/loop.h"

namespace norm::kafka {

using namespace std::chrono_literals;

void Loop::reject(Lane& lane, Message message, ErrorKind kind, std::string_view explain, const DecodeError* decode,
                  std::uint32_t attempts) {
  const Record& record = message.record();
  const std::int64_t now =
      std::chrono::duration_cast<Millis>(std::chrono::system_clock::now().time_since_epoch()).count();
  const ErrorFacts facts{.kind = kind,
                         .explain = explain,
                         .schema = options_.schema_name,
                         .group = options_.group,
                         .attempts = attempts,
                         .first_failure_ms = attempts > 1 ? lane.first_failure_ms : now};
  if (options_.on_rejection) options_.on_rejection({record, kind.error_class, kind.stage, explain, decode});
  std::vector<OwnHeader> own = error_headers(record, facts, options_.max_explain_bytes);
  std::string topic = expand_topic(options_.error_topic, lane.topic);
  const auto count = partition_counts_.find(topic);
  const std::int32_t partition = target_partition(
      record.partition, count == partition_counts_.end() ? std::nullopt : std::optional<std::int32_t>(count->second));
  const std::int64_t offset = record.offset;
  lane.put_out(offset, Outgoing{std::move(message), std::move(topic), partition, std::move(own), Ending::error_topic});
  send(lane, offset);
}

void Loop::pass_on(Lane& lane, Message message, const std::string& topic) {
  const std::int64_t offset = message.offset();
  if (std::find(options_.produces.begin(), options_.produces.end(), topic) == options_.produces.end()) {
    fail(config_error(
        fmt::format("the handler passes records on to {}, which ConsumerOptions::produces does not name", topic)));
    return;
  }
  const auto count = partition_counts_.find(topic);
  const std::int32_t partition = target_partition(
      lane.partition, count == partition_counts_.end() ? std::nullopt : std::optional<std::int32_t>(count->second));
  lane.put_out(offset, Outgoing{std::move(message), topic, partition, {}, Ending::done});
  send(lane, offset);
}

void Loop::send(Lane& lane, std::int64_t offset) {
  Outgoing& out = lane.outgoing.at(offset);
  // Behind one that waits, it waits as well: the other topic keeps the order of this one.
  if (lane.delivering.waiting() && !lane.delivering.due(Clock::now())) return;
  const std::uint64_t id = next_id_++;
  const rd_kafka_resp_err_t code = deliverer_.send(id, out.topic, out.partition, out.message.record(), out.own);
  if (code != RD_KAFKA_RESP_ERR_NO_ERROR) {
    delivery_failed(lane, offset, code);
    return;
  }
  out.sent = true;
  --lane.unsent;
  flights_.emplace(id, Flight{lane.topic, lane.partition, lane.state.epoch(), offset});
}

void Loop::resend(Lane& lane) {
  std::vector<std::int64_t> offsets;
  for (const auto& [offset, out] : lane.outgoing) {
    if (!out.sent) offsets.push_back(offset);
  }
  for (const std::int64_t offset : offsets) send(lane, offset);
}

void Loop::take_reports(Millis wait) {
  if (flights_.empty() && wait > 0ms) return;
  for (const DeliveryReport& report : deliverer_.poll(wait)) take_report(report);
}

void Loop::take_report(const DeliveryReport& report) {
  const auto found = flights_.find(report.id);
  if (found == flights_.end()) return;
  const Flight flight = std::move(found->second);
  flights_.erase(found);
  Lane* const lane = lanes_.find(flight.topic, flight.partition);
  if (lane == nullptr || lane->state.epoch() != flight.epoch) {
    ++totals_.stale_reports;
    return;
  }
  const auto out = lane->outgoing.find(flight.offset);
  if (out == lane->outgoing.end()) return;
  if (report.code != RD_KAFKA_RESP_ERR_NO_ERROR) {
    out->second.sent = false;
    ++lane->unsent;
    delivery_failed(*lane, flight.offset, report.code);
    return;
  }
  lane->state.end(flight.epoch, flight.offset, out->second.ending);
  lane->drop_out(out);
  if (lane->delivering.waiting() && lane->unsent == 0) {
    lane->delivering.clear();
    unblock(*lane, flight.offset);
  }
}

void Loop::delivery_failed(Lane& lane, std::int64_t offset, rd_kafka_resp_err_t code) {
  Outgoing& out = lane.outgoing.at(offset);
  if (code == RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION && out.partition >= 0) {
    out.partition = -1;  // fewer partitions than the source: by key
    send(lane, offset);
    return;
  }
  if (code == RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE && drop_explanation(out.own)) {
    send(lane, offset);
    return;
  }
  ++totals_.delivery_failures;
  // One failure a round, however many records were in it.
  const Clock::time_point now = Clock::now();
  if (lane.delivering.waiting() && !lane.delivering.due(now)) return;
  lane.delivering.fail(now, options_.backoff, random_);
  const Error error = make_error(code, fmt::format("cannot produce to {}", out.topic));
  emit({Event::Kind::delivery_failed, lane.topic, lane.partition, offset, lane.delivering.attempts(), error.message});
}

void Loop::drain(const std::vector<Lane*>& lanes, Clock::time_point deadline) {
  const auto all_out = [&] {
    return std::all_of(lanes.begin(), lanes.end(), [](const Lane* lane) { return lane->outgoing.empty(); });
  };
  while (!all_out() && Clock::now() < deadline) {
    take_reports(10ms);
    if (flights_.empty()) take_commits(10ms);  // nothing under way: the time to wait is that of a back-off
    const Clock::time_point now = Clock::now();
    for (Lane* const lane : lanes) {
      if (lane->unsent != 0 && lane->delivering.due(now)) resend(*lane);
    }
    if (deliverer_.fatal_error()) return;
  }
}

}  // namespace norm::kafka
