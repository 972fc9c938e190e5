// The group: which partitions are ours, what is committed, how to leave. See loop.h.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

#include "kafka/config.h"
#include "kafka/error.h"
#include "kafka/error_record.h"
#include "kafka/loop.h"
#include "kafka/loop_guard.h"

namespace norm::kafka {
namespace {

using namespace std::chrono_literals;

// librdkafka 2.0.2 may lose the whole assignment when a commit meets a cooperative rebalance (its issue 4059), so after
// a cooperative revocation commits rest until the next assignment; or so long, since there is none where nothing is
// given.
constexpr auto kCommitRest = 10s;
constexpr auto kSayAgain = 10s;

// The group has gone on without this member, or waits for it: no commit of its will be taken before it has joined
// again.
bool is_stale_member(rd_kafka_resp_err_t code) {
  return code == RD_KAFKA_RESP_ERR_REBALANCE_IN_PROGRESS || code == RD_KAFKA_RESP_ERR_ILLEGAL_GENERATION ||
         code == RD_KAFKA_RESP_ERR_UNKNOWN_MEMBER_ID;
}

std::string join(const std::vector<std::string>& words) { return fmt::format("{}", fmt::join(words, ", ")); }

}  // namespace

Loop::Loop(ConsumerOptions options, Validator validator, Deliverer deliverer)
    : options_(std::move(options)),
      decoder_(std::move(validator), options_.decode),
      deliverer_(std::move(deliverer)),
      random_(std::random_device{}()) {}

Result<std::unique_ptr<Loop>, Error> Loop::create(ConsumerOptions options, Validator validator) {
  if (options.brokers.empty()) return Failure(config_error("no brokers are named"));
  if (options.group.empty()) return Failure(config_error("no group is named"));
  if (options.topics.empty()) return Failure(config_error("no topic is named"));
  if (options.error_topic.empty()) return Failure(config_error("no error topic is named"));
  if (options.on_exception == Outcome::Kind::pass_on) {
    return Failure(config_error("on_exception cannot be pass_on: an exception names no topic"));
  }
  if (auto loop = find_loop(options)) return Failure(*std::move(loop));
  auto conf = consumer_config(options);
  if (!conf) return Failure(conf.error());
  auto deliverer = Deliverer::create(options.brokers, options.properties);
  if (!deliverer) return Failure(deliverer.error());

  // The loop's address is the callbacks' opaque, so it is made before its consumer.
  std::unique_ptr<Loop> loop(new Loop(std::move(options), std::move(validator), *std::move(deliverer)));
  rd_kafka_conf_set_opaque(conf->get(), loop.get());
  rd_kafka_conf_set_rebalance_cb(conf->get(), &Loop::on_rebalance);
  rd_kafka_conf_set_error_cb(conf->get(), &Loop::on_error);
  auto client = make_client(RD_KAFKA_CONSUMER, *std::move(conf));
  if (!client) return Failure(client.error());
  loop->consumer_ = *std::move(client);
  rd_kafka_poll_set_consumer(loop->consumer_.get());
  loop->commits_.reset(rd_kafka_queue_new(loop->consumer_.get()));
  if (auto error = loop->check_cluster()) return Failure(*std::move(error));
  return loop;
}

// ---- the start

std::optional<Error> Loop::check_cluster() {
  const auto literal = [](const std::string& topic) { return !topic.starts_with('^'); };
  for (const std::string& topic : options_.topics) {
    if (!literal(topic)) continue;
    if (auto error = check_topic(topic, "topic", "create it, or check its name")) return error;
  }
  for (const std::string& topic : options_.topics) {
    if (!literal(topic)) continue;
    const std::string errors = expand_topic(options_.error_topic, topic);
    if (auto error = check_topic(errors, "error topic",
                                 fmt::format("create it with as many partitions as {} has, or name another", topic))) {
      return error;
    }
  }
  for (const std::string& topic : options_.produces) {
    if (auto error = check_topic(topic, "topic to pass records on to", "create it, or check its name")) return error;
  }
  return std::nullopt;
}

std::optional<Error> Loop::check_topic(const std::string& topic, const std::string& what, const std::string& hint) {
  const TopicHandle handle(rd_kafka_topic_new(consumer_.get(), topic.c_str(), nullptr));
  if (!handle) return config_error(fmt::format("the {} {} has a name that Kafka does not take", what, topic));
  const rd_kafka_metadata_t* raw = nullptr;
  const rd_kafka_resp_err_t code =
      rd_kafka_metadata(consumer_.get(), 0, handle.get(), &raw, to_ms(options_.start_timeout));
  if (code != RD_KAFKA_RESP_ERR_NO_ERROR) return make_error(code, fmt::format("cannot reach {}", options_.brokers));
  const MetadataHandle metadata(raw);
  const rd_kafka_resp_err_t state =
      metadata->topic_cnt == 1 ? metadata->topics[0].err : RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART;
  if (state == RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART || state == RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC) {
    return Error{.code = static_cast<int>(state),
                 .name = "TOPIC_MISSING",
                 .message = fmt::format("the {} {} does not exist; {}", what, topic, hint)};
  }
  // A leader election under way is no reason not to start: clients wait for its end by themselves.
  if (state != RD_KAFKA_RESP_ERR_NO_ERROR && state != RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE) {
    return make_error(state, fmt::format("cannot use the {} {}", what, topic));
  }
  if (metadata->topics[0].partition_cnt > 0)
    partition_counts_.insert_or_assign(topic, metadata->topics[0].partition_cnt);
  return std::nullopt;
}

std::optional<Error> Loop::subscribe() {
  const PartitionsHandle topics = make_partitions(options_.topics.size());
  for (const std::string& topic : options_.topics) {
    rd_kafka_topic_partition_list_add(topics.get(), topic.c_str(), RD_KAFKA_PARTITION_UA);
  }
  const rd_kafka_resp_err_t code = rd_kafka_subscribe(consumer_.get(), topics.get());
  if (code == RD_KAFKA_RESP_ERR_NO_ERROR) return std::nullopt;
  return make_error(code, fmt::format("cannot subscribe to {}", join(options_.topics)));
}

void Loop::on_error(rd_kafka_t* client, int code, const char* reason, void* opaque) {
  Loop& self = *static_cast<Loop*>(opaque);
  if (code == RD_KAFKA_RESP_ERR__FATAL) {
    self.fail(make_fatal_error(client));
    return;
  }
  const Clock::time_point now = Clock::now();
  const auto [said, first] = self.last_said_.try_emplace(code, now);
  if (!first && now - said->second < kSayAgain) return;
  said->second = now;
  self.emit({Event::Kind::broker,
             {},
             -1,
             -1,
             0,
             fmt::format("{} ({})", reason, rd_kafka_err2name(static_cast<rd_kafka_resp_err_t>(code)))});
}

// ---- assignment

bool Loop::cooperative() const {
  const char* const protocol = rd_kafka_rebalance_protocol(consumer_.get());
  return protocol != nullptr && std::strcmp(protocol, "COOPERATIVE") == 0;
}

void Loop::on_rebalance(rd_kafka_t* client, rd_kafka_resp_err_t code, rd_kafka_topic_partition_list_t* partitions,
                        void* opaque) {
  Loop& self = *static_cast<Loop*>(opaque);
  if (code == RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS && !self.closing_) {
    self.assigned(*partitions);
  } else if (code == RD_KAFKA_RESP_ERR__REVOKE_PARTITIONS) {
    self.revoked(*partitions);
  } else {
    rd_kafka_assign(client, nullptr);  // librdkafka's advice for anything else; also for an assignment while leaving
  }
}

void Loop::assigned(rd_kafka_topic_partition_list_t& partitions) {
  if (options_.until_end) learn_ends(partitions);
  for (int i = 0; i < partitions.cnt; ++i) {
    const rd_kafka_topic_partition_t& given = partitions.elems[i];
    if (Lane* const old = lanes_.find(given.topic, given.partition)) retire(*old);
    Lane& lane = lanes_.add(given.topic, given.partition, next_epoch_++);
    const auto end = ends_.find({given.topic, given.partition});
    if (end != ends_.end()) lane.end = end->second;
    ++totals_.assigned;
    emit({Event::Kind::assigned, lane.topic, lane.partition, -1, 0, {}});
    // A subscription by expression shows its topics only now.
    const std::string errors = expand_topic(options_.error_topic, lane.topic);
    for (const std::string& read : options_.topics) {
      if (!subscribes(read, errors)) continue;
      fail({.code = 0,
            .name = "LOOP",
            .message = fmt::format("the error topic {} is itself read by the subscription {}, so that records would go "
                                   "round for ever; give another error topic",
                                   errors, read),
            .fatal = true});
    }
  }
  if (cooperative()) {
    const ErrorHandle error(rd_kafka_incremental_assign(consumer_.get(), &partitions));
    if (error) fail(make_error(*error, "cannot take the partitions over"));
  } else {
    const rd_kafka_resp_err_t code = rd_kafka_assign(consumer_.get(), &partitions);
    if (code != RD_KAFKA_RESP_ERR_NO_ERROR) fail(make_error(code, "cannot take the partitions over"));
  }
  got_partitions_ = true;
  commits_rest_until_ = {};
  reapply_pauses();
}

void Loop::learn_ends(const rd_kafka_topic_partition_list_t& partitions) {
  const PartitionsHandle ask = make_partitions(static_cast<std::size_t>(partitions.cnt));
  for (int i = 0; i < partitions.cnt; ++i) {
    const rd_kafka_topic_partition_t& given = partitions.elems[i];
    if (ends_.contains({given.topic, given.partition})) continue;
    rd_kafka_topic_partition_list_add(ask.get(), given.topic, given.partition)->offset = RD_KAFKA_OFFSET_END;
  }
  if (ask->cnt == 0) return;
  // Where the cluster does not say, the lane ends where librdkafka finds nothing more (take_error).
  (void)rd_kafka_offsets_for_times(consumer_.get(), ask.get(), to_ms(options_.start_timeout));
  for (int i = 0; i < ask->cnt; ++i) {
    const rd_kafka_topic_partition_t& told = ask->elems[i];
    if (told.err == RD_KAFKA_RESP_ERR_NO_ERROR && told.offset >= 0) ends_[{told.topic, told.partition}] = told.offset;
  }
}

void Loop::revoked(rd_kafka_topic_partition_list_t& partitions) {
  std::vector<Lane*> lanes;
  for (int i = 0; i < partitions.cnt; ++i) {
    if (Lane* const lane = lanes_.find(partitions.elems[i].topic, partitions.elems[i].partition)) lanes.push_back(lane);
  }
  const bool lost = rd_kafka_assignment_lost(consumer_.get()) != 0;
  // What was taken may already be somebody else's: a commit would move their offsets.
  if (!lost && !lanes.empty()) {
    drain(lanes, Clock::now() + options_.drain_timeout);
    commit_until(Clock::now() + options_.commit_timeout);
  }
  // librdkafka keeps a pause over the end of an assignment: whoever gets the partition again would find it paused.
  PartitionsHandle paused;
  for (Lane* const lane : lanes) {
    if (!lane->paused) continue;
    if (!paused) paused = make_partitions(lanes.size());
    rd_kafka_topic_partition_list_add(paused.get(), lane->topic.c_str(), lane->partition);
  }
  if (paused) rd_kafka_resume_partitions(consumer_.get(), paused.get());
  for (Lane* const lane : lanes) {
    ++(lost ? totals_.lost : totals_.revoked);
    emit({lost ? Event::Kind::lost : Event::Kind::revoked, lane->topic, lane->partition, -1, 0, {}});
    retire(*lane);
  }
  if (cooperative()) {
    const ErrorHandle error(rd_kafka_incremental_unassign(consumer_.get(), &partitions));
    if (error && !closing_) fail(make_error(*error, "cannot give the partitions back"));
    commits_rest_until_ = Clock::now() + kCommitRest;
    reapply_pauses();
  } else {
    rd_kafka_assign(consumer_.get(), nullptr);
  }
}

void Loop::retire(Lane& lane) {
  committed_.add(lane.state.committed());
  totals_.finished_uncommitted += lane.state.ended().total() - lane.state.committed().total();
  lanes_.erase(lane);
}

// ---- commits

void Loop::begin_commit() {
  if (commit_under_way_ || Clock::now() < commits_rest_until_) return;
  const auto has_news = [](const auto& lane) { return lane.second.state.has_news(); };
  if (std::none_of(lanes_.begin(), lanes_.end(), has_news)) return;
  if (options_.before_commit && !options_.before_commit()) return;
  PartitionsHandle offsets;
  for (auto& [key, lane] : lanes_) {
    const auto watermark = lane.state.begin_commit();
    if (!watermark) continue;
    if (!offsets) offsets = make_partitions(lanes_.size());
    rd_kafka_topic_partition_list_add(offsets.get(), lane.topic.c_str(), lane.partition)->offset = *watermark;
    committing_.push_back({lane.topic, lane.partition, lane.state.epoch()});
  }
  if (!offsets) return;
  // Never a synchronous commit: on a broker that hangs it does not return (2.0.2).
  const rd_kafka_resp_err_t code =
      rd_kafka_commit_queue(consumer_.get(), offsets.get(), commits_.get(), nullptr, nullptr);
  if (code == RD_KAFKA_RESP_ERR_NO_ERROR) {
    commit_under_way_ = true;
    return;
  }
  for (const Committing& part : std::exchange(committing_, {})) {
    if (Lane* const lane = lanes_.find(part.topic, part.partition)) lane->state.end_commit(part.epoch, false);
  }
  ++totals_.commit_failures;
}

void Loop::take_commits(Millis wait) {
  while (true) {
    const EventHandle event(rd_kafka_queue_poll(commits_.get(), to_ms(wait)));
    if (!event) return;
    if (rd_kafka_event_type(event.get()) == RD_KAFKA_EVENT_OFFSET_COMMIT) take_commit(*event);
    wait = 0ms;
  }
}

void Loop::take_commit(rd_kafka_event_t& event) {
  commit_under_way_ = false;
  const rd_kafka_resp_err_t code = rd_kafka_event_error(&event);
  commit_hopeless_ = is_stale_member(code);
  const rd_kafka_topic_partition_list_t* const list = rd_kafka_event_topic_partition_list(&event);
  const auto taken = [&](const Committing& part) {
    if (code != RD_KAFKA_RESP_ERR_NO_ERROR || list == nullptr) return code == RD_KAFKA_RESP_ERR_NO_ERROR;
    for (int i = 0; i < list->cnt; ++i) {
      const rd_kafka_topic_partition_t& told = list->elems[i];
      if (told.partition == part.partition && part.topic == told.topic) return told.err == RD_KAFKA_RESP_ERR_NO_ERROR;
    }
    return false;
  };
  bool all = true;
  for (const Committing& part : std::exchange(committing_, {})) {
    const bool good = taken(part);
    all = all && good;
    if (Lane* const lane = lanes_.find(part.topic, part.partition)) lane->state.end_commit(part.epoch, good);
  }
  ++(all ? totals_.commits : totals_.commit_failures);
  if (all) return;
  const Error error = make_error(code, "cannot commit");
  emit({Event::Kind::commit_failed, {}, -1, -1, 0, error.message});
}

void Loop::commit_until(Clock::time_point deadline) {
  // One that is under way first; then what has ended since; then again what the broker would not take.
  commit_hopeless_ = false;
  while (!commit_hopeless_) {
    const std::uint64_t failures = totals_.commit_failures;
    begin_commit();
    const auto left = std::chrono::ceil<Millis>(deadline - Clock::now());
    if (!commit_under_way_ && failures == totals_.commit_failures) return;  // nothing to commit, or not to be committed
    if (left <= 0ms) return;
    take_commits(std::min<Millis>(left, 100ms));
    if (failures != totals_.commit_failures)
      take_commits(std::min<Millis>(left, 100ms));  // a breath before the next try
  }
}

// ---- the end

void Loop::close() {
  const bool usable = rd_kafka_fatal_error(consumer_.get(), nullptr, 0) == RD_KAFKA_RESP_ERR_NO_ERROR;
  std::vector<Lane*> lanes;
  for (auto& [key, lane] : lanes_) lanes.push_back(&lane);
  drain(lanes, Clock::now() + options_.drain_timeout);
  if (usable) {
    commits_rest_until_ = {};
    commit_until(Clock::now() + options_.commit_timeout);
  }
  closing_ = true;
  // Messages that we hold would keep the client alive for ever.
  for (Lane* const lane : lanes) retire(*lane);
  if (!usable) return;
  const QueueHandle queue(rd_kafka_queue_new(consumer_.get()));
  const ErrorHandle refused(rd_kafka_consumer_close_queue(consumer_.get(), queue.get()));
  const Clock::time_point deadline = Clock::now() + options_.close_timeout;
  while (!refused && rd_kafka_consumer_closed(consumer_.get()) == 0 && Clock::now() < deadline) {
    // As events: rd_kafka_queue_poll_callback aborts the process over a message that was fetched already (2.0.2). On
    // this queue a rebalance is an event as well, and the callback is not called.
    const EventHandle event(rd_kafka_queue_poll(queue.get(), 50));
    if (!event || rd_kafka_event_type(event.get()) != RD_KAFKA_EVENT_REBALANCE) continue;
    on_rebalance(consumer_.get(), rd_kafka_event_error(event.get()), rd_kafka_event_topic_partition_list(event.get()),
                 this);
  }
}

Summary Loop::summary() const {
  Summary summary = totals_;
  EndingCounts committed = committed_;
  for (const auto& [key, lane] : lanes_) {
    committed.add(lane.state.committed());
    summary.finished_uncommitted += lane.state.ended().total() - lane.state.committed().total();
  }
  summary.done = committed.done;
  summary.skipped = committed.skipped;
  summary.error_topic = committed.error_topic;
  summary.uncommitted = summary.read - committed.total();
  return summary;
}

}  // namespace norm::kafka
