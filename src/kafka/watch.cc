// What the loop tells those who look at it: see the header.
#include "kafka/watch.h"

#include <algorithm>
#include <utility>

namespace norm::kafka {
namespace {

constexpr auto kLookEvery = std::chrono::seconds(1);
constexpr std::string_view kTraceparent = "traceparent";
constexpr std::string_view kTracestate = "tracestate";
constexpr std::string_view kRedacted = "<redacted>";

// A shorter secret would cut pieces out of every line, and is none.
constexpr std::size_t kShortestSecret = 4;

std::mt19937_64 seeded() {
  std::random_device source;
  std::seed_seq seeds{source(), source(), source(), source(), source(), source(), source(), source()};
  return std::mt19937_64(seeds);
}

template <std::size_t size>
std::array<std::uint8_t, size> draw(std::mt19937_64& random) {
  std::array<std::uint8_t, size> id{};
  do {
    for (std::size_t i = 0; i < size; i += 8) {
      const std::uint64_t bits = random();
      for (std::size_t k = 0; k < 8; ++k) id[i + k] = static_cast<std::uint8_t>(bits >> (8 * k));
    }
  } while (std::all_of(id.begin(), id.end(), [](std::uint8_t byte) { return byte == 0; }));
  return id;
}

Outcome::Kind outcome_of(Answer::Kind kind) {
  switch (kind) {
    case Answer::Kind::ok: return Outcome::Kind::ok;
    case Answer::Kind::skip: return Outcome::Kind::skip;
    case Answer::Kind::pass_on: return Outcome::Kind::pass_on;
    case Answer::Kind::reject: return Outcome::Kind::payload_error;
    case Answer::Kind::retry:
    case Answer::Kind::wait: return Outcome::Kind::retry;
    case Answer::Kind::fatal: return Outcome::Kind::fatal;
  }
  return Outcome::Kind::fatal;
}

// How a record ends that is not produced anywhere; none: it does not end by this.
std::optional<Ending> ending_of(Answer::Kind kind) {
  if (kind == Answer::Kind::ok) return Ending::ok;
  if (kind == Answer::Kind::skip) return Ending::skip;
  return std::nullopt;
}

// In one text, as W3C joins several; what a tracestate cannot hold is none.
std::string tracestate_of(std::span<const Header> headers) {
  std::string text;
  for (const Header& header : headers) {
    if (header.name != kTracestate || !header.value) continue;
    if (!text.empty()) text += ',';
    text += *header.value;
  }
  const bool printable = std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c <= '~'; });
  return printable ? text : std::string();
}

}  // namespace

std::string_view to_text(Ending ending) {
  switch (ending) {
    case Ending::ok: return "ok";
    case Ending::skip: return "skip";
    case Ending::pass_on: return "pass_on";
    case Ending::error_topic: return "error_topic";
    case Ending::audit: return "audit";
  }
  return "";
}

Judgement judge_timed(const Record& record, std::string_view trace, Decoders& decoders, const Handler& handler,
                      const ConsumerOptions& options, Once& once) {
  struct Timed {
    const Handler& handler;
    Times times;
  } timed{handler, {.begun = Clock::now()}};
  Record seen = record;
  seen.trace = trace;
  const Handler around = [&timed](const Record& given, const Decoded* document) {
    timed.times.handled_from = Clock::now();
    return timed.handler(given, document);
  };
  Judgement judgement = judge_record(seen, decoders, around, options, once).value_or(Judgement());
  timed.times.ended = Clock::now();
  judgement.times = std::make_shared<const Times>(timed.times);
  return judgement;
}

std::vector<Header> with_traceparent(std::span<const Header> headers, std::string_view traceparent) {
  std::vector<Header> made;
  made.reserve(headers.size() + 1);
  bool placed = false;
  // What vendors say of a trace that is not gone on with says nothing of the new one.
  const bool goes_on = parent_of(headers).has_value();
  for (const Header& header : headers) {
    if (header.name == kTracestate && !goes_on) continue;
    if (header.name != kTraceparent) {
      made.push_back(header);
    } else if (!std::exchange(placed, true)) {
      made.push_back({kTraceparent, traceparent});
    }
  }
  if (!placed) made.push_back({kTraceparent, traceparent});
  return made;
}

std::optional<TraceContext> parent_of(std::span<const Header> headers) {
  std::optional<TraceContext> parent;
  for (const Header& header : headers) {
    if (header.name != kTraceparent || !header.value) continue;
    if (const auto said = parse_traceparent(*header.value)) parent = said;
  }
  return parent;
}

LogLine to_log(std::string_view client, int syslog_level, std::string_view facility, std::string_view text,
               std::span<const std::string> secrets, std::chrono::system_clock::time_point time) {
  LogLine line{.level = syslog_level <= 3   ? LogLevel::error
                        : syslog_level == 4 ? LogLevel::warning
                        : syslog_level <= 6 ? LogLevel::info
                                            : LogLevel::debug,
               .time = time,
               .event = "librdkafka",
               .fields = {{"client", std::string(client)}, {"facility", std::string(facility)}},
               .message = std::string(text)};
  for (const std::string& secret : secrets) {
    for (std::size_t at = 0; (at = line.message.find(secret, at)) != std::string::npos; at += kRedacted.size()) {
      line.message.replace(at, secret.size(), kRedacted);
    }
  }
  return line;
}

std::unique_ptr<Watch> Watch::make(const ConsumerOptions& options) {
  return is_timed(options) || options.on_log ? std::make_unique<Watch>(options) : nullptr;
}

Watch::Watch(const ConsumerOptions& options) : options_(options), random_(seeded()) {
  for (const auto& [name, value] : options.properties) {
    if (is_secret(name) && value.size() >= kShortestSecret) secrets_.push_back(value);
  }
}

Watch::Followed& Watch::at(std::uint32_t slot) {
  if (followed_->size() <= slot) followed_->resize(slot + std::size_t{1});
  return (*followed_)[slot];
}

std::string_view Watch::trace(std::uint32_t slot) const {
  return slot < followed_->size() ? std::string_view((*followed_)[slot].traceparent) : std::string_view();
}

void Watch::begin(std::uint32_t slot, const Record& record) {
  Followed& followed = at(slot);
  if (!options_.on_span || !followed.traceparent.empty()) return;
  followed.parent = parent_of(record.headers);
  followed.context.span_id = draw<8>(random_);
  if (followed.parent) {
    followed.context.trace_id = followed.parent->trace_id;
    followed.context.sampled = followed.parent->sampled;
  } else {
    followed.context.trace_id = draw<16>(random_);
    followed.context.sampled = std::generate_canonical<double, 53>(random_) < options_.span_share;
  }
  followed.traceparent = to_traceparent(followed.context);
}

void Watch::judged(std::uint32_t slot, const Record& record, const Judgement& judgement, bool ours) {
  if (!judgement.times || judgement.kind == Answer::Kind::wait) return;
  const Times& times = *judgement.times;
  Followed& followed = at(slot);
  followed.outcome = {};
  const std::optional<Ending> ending = ending_of(judgement.kind);
  if (options_.on_span) {
    followed.ended = std::chrono::system_clock::now();
    if (++followed.attempts == 1) {
      followed.begun =
          followed.ended - std::chrono::duration_cast<std::chrono::system_clock::duration>(times.ended - times.begun);
    }
    if (ending) followed.outcome = to_text(*ending);
    if (judgement.kind == Answer::Kind::fatal) followed.outcome = "fatal";
  }
  if (!options_.observer) return;
  const Clock::time_point validated = times.handled_from.value_or(times.ended);
  options_.observer->attempted(
      {.record = record,
       .outcome = outcome_of(judgement.kind),
       .validate = validated - times.begun,
       .handle = times.handled_from ? std::optional<std::chrono::nanoseconds>(times.ended - *times.handled_from)
                                    : std::nullopt});
  if (ours && ending) options_.observer->ended({record, *ending});
}

void Watch::rejected(std::uint32_t slot, const Rejection& rejection) {
  at(slot).error = ErrorKind{rejection.error_class, rejection.stage};
  if (options_.observer) options_.observer->rejected(rejection);
}

void Watch::sending(std::uint32_t slot, Ending way) {
  Followed& followed = at(slot);
  followed.way = way;
  followed.sent = Clock::now();
}

void Watch::delivered(std::uint32_t slot, const Record& record, rd_kafka_resp_err_t code) {
  Followed& followed = at(slot);
  const bool taken = code == RD_KAFKA_RESP_ERR_NO_ERROR;
  if (taken) followed.outcome = to_text(followed.way);
  if (!options_.observer) return;
  options_.observer->delivered({.topic = record.topic,
                                .way = followed.way,
                                .took = Clock::now() - followed.sent,
                                .error = taken ? std::string_view() : std::string_view(rd_kafka_err2name(code))});
  if (taken) options_.observer->ended({record, followed.way});
}

void Watch::released(std::uint32_t slot, const Record& record) {
  if (slot >= followed_->size()) return;
  Followed& followed = (*followed_)[slot];
  if (followed.attempts != 0 && followed.context.sampled) {
    options_.on_span({.context = followed.context,
                      .parent = followed.parent ? std::optional(followed.parent->span_id) : std::nullopt,
                      .tracestate = followed.parent ? tracestate_of(record.headers) : std::string(),
                      .begun = followed.begun,
                      .ended = followed.ended,
                      .topic = std::string(record.topic),
                      .partition = record.partition,
                      .offset = record.offset,
                      .group = options_.group,
                      .tombstone = !record.value,
                      .attempts = followed.attempts,
                      .outcome = std::string(followed.outcome.empty() ? "unfinished" : followed.outcome),
                      .error_class = followed.error ? std::optional(followed.error->error_class) : std::nullopt,
                      .error_stage = followed.error ? std::optional(followed.error->stage) : std::nullopt});
  }
  followed = {};
}

void Watch::committing() { commit_begun_ = Clock::now(); }

void Watch::committed(rd_kafka_resp_err_t code) {
  if (!options_.observer) return;
  options_.observer->committed(
      {.took = Clock::now() - commit_begun_,
       .error = code == RD_KAFKA_RESP_ERR_NO_ERROR ? std::string() : std::string(rd_kafka_err2name(code))});
}

void Watch::rebalanced(Rebalance kind) {
  if (options_.observer) options_.observer->rebalanced(kind);
}

void Watch::event(const Event& event) {
  if (options_.observer) options_.observer->event(event);
  if (options_.on_log) options_.on_log(to_log(event, std::chrono::system_clock::now()));
}

void Watch::statistics(std::string_view json) {
  if (options_.observer) options_.observer->statistics(parse_statistics(json));
}

void Watch::log(const rd_kafka_t* client, rd_kafka_event_t& event) {
  const char* facility = nullptr;
  const char* text = nullptr;
  int level = 0;
  if (!options_.on_log || rd_kafka_event_log(&event, &facility, &text, &level) != 0) return;
  options_.on_log(to_log(rd_kafka_name(client), level, facility, text, secrets_, std::chrono::system_clock::now()));
}

bool Watch::looks_again(Clock::time_point now) {
  if (!options_.observer || now < next_look_) return false;
  next_look_ = now + kLookEvery;
  return true;
}

void Watch::state(ConsumerState state, std::uint64_t duplicates) {
  if (!options_.observer) return;
  state.duplicates = duplicates - std::exchange(duplicates_told_, duplicates);
  options_.observer->state(state);
}

// ---- where the consumer stands

namespace {

// Since when something of the partition waits that failed; none: it flows.
std::optional<Clock::time_point> blocked_since(const Partition& partition) {
  std::optional<Clock::time_point> first;
  const auto since = [&](Clock::time_point time) { first = first ? std::min(*first, time) : time; };
  if (partition.parked) since(partition.parked_at);
  if (partition.delivering.waiting()) since(partition.delivering.first_failure());
  if (partition.blocked == 0) return first;
  if (partition.whole.retry.waiting()) since(partition.whole.retry.first_failure());
  for (const auto& [key, lane] : partition.lanes) {
    if (lane.retry.waiting()) since(lane.retry.first_failure());
  }
  return first;
}

std::int64_t next_of(const Partition& partition) {
  if (const auto watermark = partition.ledger.watermark()) return *watermark;
  if (partition.ledger.entries().empty()) return partition.position.value_or(-1);
  return partition.ledger.entries().front().offset;
}

ConsumerState::Circuit circuit_of(CircuitState state) {
  switch (state) {
    case CircuitState::closed: return ConsumerState::Circuit::closed;
    case CircuitState::probing: return ConsumerState::Circuit::probing;
    case CircuitState::open: return ConsumerState::Circuit::open;
  }
  return ConsumerState::Circuit::closed;
}

}  // namespace

ConsumerState look_at(const Engine& engine, rd_kafka_t* client, Clock::time_point now) {
  ConsumerState state;
  state.inflight = engine.running();
  state.circuit = circuit_of(engine.circuit().state());
  for (const Epoch epoch : engine.epochs()) {
    const Partition& partition = *engine.partition(epoch);
    PartitionState& one = state.partitions.emplace_back();
    one.topic = partition.topic;
    one.partition = partition.partition;
    one.next = next_of(partition);
    std::int64_t begin = -1;
    std::int64_t end = -1;
    if (rd_kafka_get_watermark_offsets(client, one.topic.c_str(), one.partition, &begin, &end) ==
            RD_KAFKA_RESP_ERR_NO_ERROR &&
        end >= 0) {
      one.end = end;
    }
    if (const auto since = blocked_since(partition)) one.blocked = std::max(now - *since, Clock::duration::zero());
    state.records += partition.held.records;
    state.bytes += partition.held.bytes;
  }
  return state;
}

// ---- an observer that looks at nothing

Observer::~Observer() = default;
void Observer::attempted(const Attempt&) {}
void Observer::rejected(const Rejection&) {}
void Observer::delivered(const Delivered&) {}
void Observer::ended(const Ended&) {}
void Observer::committed(const Committed&) {}
void Observer::rebalanced(Rebalance) {}
void Observer::event(const Event&) {}
void Observer::state(const ConsumerState&) {}
void Observer::statistics(const Statistics&) {}

}  // namespace norm::kafka
