// The group: which partitions are ours, what is committed, how to leave. See loop.h.
#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <utility>

#include "kafka/error.h"
#include "kafka/error_record.h"
#include "kafka/loop.h"
#include "kafka/loop_guard.h"

namespace norm::kafka {
namespace {

using namespace std::chrono_literals;

constexpr auto kSayAgain = 10s;
// A coordinator that hangs must not hold the loop up for longer, for what can be done without.
constexpr auto kAsk = 1s;

CommitAnswer commit_answer(rd_kafka_resp_err_t code) {
  switch (code) {
    case RD_KAFKA_RESP_ERR_NO_ERROR:
    case RD_KAFKA_RESP_ERR__NO_OFFSET: return CommitAnswer::taken;
    case RD_KAFKA_RESP_ERR_REBALANCE_IN_PROGRESS: return CommitAnswer::rejoin;
    case RD_KAFKA_RESP_ERR_ILLEGAL_GENERATION:
    case RD_KAFKA_RESP_ERR_UNKNOWN_MEMBER_ID:
    case RD_KAFKA_RESP_ERR_FENCED_INSTANCE_ID: return CommitAnswer::gone;
    default: return CommitAnswer::again;  // an open set: librdkafka's codes
  }
}

PartitionsHandle copy(const rd_kafka_topic_partition_list_t& partitions) {
  return PartitionsHandle(rd_kafka_topic_partition_list_copy(&partitions));
}

}  // namespace

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
  if (self.starting_) return;
  std::string text(without_end_of_line(reason));
  const std::string id = fmt::format(" ({})", rd_kafka_err2name(static_cast<rd_kafka_resp_err_t>(code)));
  if (!text.ends_with(id)) text += id;
  self.alerts_.post({.kind = Event::Kind::broker, .message = std::move(text)});
}

int Loop::on_statistics(rd_kafka_t*, char* json, std::size_t size, void* opaque) {
  Loop& self = *static_cast<Loop*>(opaque);
  if (self.watch_) self.watch_->statistics({json, size});
  return 0;  // librdkafka frees it
}

// ---- assignment

bool Loop::cooperative() const {
  const char* const protocol = rd_kafka_rebalance_protocol(consumer_.get());
  return protocol != nullptr && std::strcmp(protocol, "COOPERATIVE") == 0;
}

void Loop::on_rebalance(rd_kafka_t* client, rd_kafka_resp_err_t code, rd_kafka_topic_partition_list_t* partitions,
                        void* opaque) {
  Loop& self = *static_cast<Loop*>(opaque);
  const Phase phase = self.engine_.phase();
  const bool leaving = phase == Phase::leaving || phase == Phase::ended;
  if (code == RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS && !leaving) {
    self.assigned(*partitions);
  } else if (code == RD_KAFKA_RESP_ERR__REVOKE_PARTITIONS) {
    self.revoked(*partitions);
  } else {
    rd_kafka_assign(client, nullptr);  // librdkafka's advice for anything else; also for an assignment while leaving
  }
}

void Loop::assigned(rd_kafka_topic_partition_list_t& partitions) {
  if (watch_) watch_->rebalanced(Rebalance::assigned);
  forget_others();
  engine_.set_protocol(cooperative() ? Protocol::cooperative : Protocol::eager);
  if (options_.until_end) learn_ends(partitions);
  learn_committed(partitions);
  const std::map<Name, std::int64_t> begins = begin_at_ends(partitions);
  const Clock::time_point now = read_clock();
  for (int i = 0; i < partitions.cnt; ++i) {
    const rd_kafka_topic_partition_t& given = partitions.elems[i];
    const auto known = [&](const std::map<Name, std::int64_t>& offsets) {
      const auto found = offsets.find({given.topic, given.partition});
      return found == offsets.end() ? std::nullopt : std::optional(found->second);
    };
    const auto begin = known(begins);
    engine_.assigned(given.topic, given.partition,
                     {.position = begin ? begin : known(committed_), .end = known(ends_), .begins = begin.has_value()},
                     now);
    look_at_found(given.topic);
  }
  if (cooperative()) {
    const ErrorHandle error(rd_kafka_incremental_assign(consumer_.get(), &partitions));
    if (error) fail(make_error(*error, "cannot take the partitions over"));
  } else {
    const rd_kafka_resp_err_t code = rd_kafka_assign(consumer_.get(), &partitions);
    if (code != RD_KAFKA_RESP_ERR_NO_ERROR) fail(make_error(code, "cannot take the partitions over"));
  }
  for (int i = 0; i < partitions.cnt; ++i) {
    const rd_kafka_topic_partition_t& given = partitions.elems[i];
    QueueHandle& own = fetched_[{given.topic, given.partition}];
    if (!own) own.reset(rd_kafka_queue_get_partition(consumer_.get(), given.topic, given.partition));
  }
  // An assignment may make librdkafka forget pauses of partitions that stay; pausing twice does no harm.
  engine_.joined(now);
}

// A subscription by expression shows its topics only now.
void Loop::look_at_found(const std::string& topic) {
  if (std::find(options_.topics.begin(), options_.topics.end(), topic) != options_.topics.end()) return;
  const auto refuse = [&](std::string_view what, const std::string& written) {
    for (const std::string& read : options_.topics) {
      if (!subscribes(read, written)) continue;
      fail({.code = 0,
            .name = "LOOP",
            .message = fmt::format("the {} {} is itself read by the subscription {}, so that records would go round "
                                   "for ever; give another {}",
                                   what, written, read, what),
            .fatal = true});
    }
  };
  refuse("error topic", expand_topic(options_.error_topic, topic));
  if (const auto audit = audit_topic(options_, topic)) refuse("audit topic", *audit);
  if (failure_) return;
  // One that cannot be reached for the moment is waited for, as later on.
  if (auto error = check_written(topic); error && !error->retriable) fail(*std::move(error));
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

// Where the group stands, so that records which are gone by now are missed; and so that start_at is for a group without
// offsets only: `auto.offset.reset` would take a place that the log has lost for none.
void Loop::learn_committed(rd_kafka_topic_partition_list_t& partitions) {
  const PartitionsHandle ask = copy(partitions);
  const bool must_know = options_.start_at == StartAt::latest;
  const rd_kafka_resp_err_t code =
      rd_kafka_committed(consumer_.get(), ask.get(), to_ms(must_know ? options_.start_timeout : kAsk));
  if (code != RD_KAFKA_RESP_ERR_NO_ERROR && must_know) {
    fail(make_error(code, fmt::format("cannot ask where group {} stands", options_.group)));
  }
  for (int i = 0; i < ask->cnt; ++i) {
    const rd_kafka_topic_partition_t& told = ask->elems[i];
    const bool answered = code == RD_KAFKA_RESP_ERR_NO_ERROR && told.err == RD_KAFKA_RESP_ERR_NO_ERROR;
    if (answered && told.offset >= 0) {
      committed_[{told.topic, told.partition}] = told.offset;
    } else {
      committed_.erase({told.topic, told.partition});
      if (answered && must_know) partitions.elems[i].offset = RD_KAFKA_OFFSET_END;
    }
  }
}

// StartAt::latest as offsets that can be committed: left to librdkafka, a group that has read nothing yet would begin
// at another end each time it starts, and what was written in between would never be read.
std::map<Loop::Name, std::int64_t> Loop::begin_at_ends(rd_kafka_topic_partition_list_t& partitions) {
  const PartitionsHandle ask = make_partitions(static_cast<std::size_t>(partitions.cnt));
  for (int i = 0; i < partitions.cnt; ++i) {
    const rd_kafka_topic_partition_t& given = partitions.elems[i];
    if (given.offset != RD_KAFKA_OFFSET_END) continue;
    rd_kafka_topic_partition_list_add(ask.get(), given.topic, given.partition)->offset = RD_KAFKA_OFFSET_END;
  }
  std::map<Name, std::int64_t> begins;
  if (ask->cnt == 0) return begins;
  const rd_kafka_resp_err_t code =
      rd_kafka_offsets_for_times(consumer_.get(), ask.get(), to_ms(options_.start_timeout));
  for (int i = 0; i < ask->cnt; ++i) {
    const rd_kafka_topic_partition_t& told = ask->elems[i];
    const rd_kafka_resp_err_t own = code == RD_KAFKA_RESP_ERR_NO_ERROR ? told.err : code;
    if (own != RD_KAFKA_RESP_ERR_NO_ERROR || told.offset < 0) {
      fail(make_error(own, fmt::format("cannot ask where {} [{}] ends", told.topic, told.partition)));
      continue;
    }
    begins[{told.topic, told.partition}] = told.offset;
    rd_kafka_topic_partition_list_find(&partitions, told.topic, told.partition)->offset = told.offset;
  }
  return begins;
}

// Compaction and transactions leave holes, too: gone is only what lies before the beginning of the log, which came with
// the last fetch.
void Loop::look_for_gone(Epoch epoch, std::int64_t next) {
  const Partition& partition = *engine_.partition(epoch);
  std::int64_t begin = -1;
  std::int64_t end = -1;
  const rd_kafka_resp_err_t code =
      rd_kafka_get_watermark_offsets(consumer_.get(), partition.topic.c_str(), partition.partition, &begin, &end);
  if (code == RD_KAFKA_RESP_ERR_NO_ERROR) engine_.log_begins(epoch, std::min(begin, next), read_clock());
}

// The partitions are not given back here: what is under way may end first, while polling goes on.
void Loop::revoked(const rd_kafka_topic_partition_list_t& partitions) {
  const bool lost = rd_kafka_assignment_lost(consumer_.get()) != 0;
  if (watch_) watch_->rebalanced(lost ? Rebalance::lost : Rebalance::revoked);
  asked_back_ = true;
  forget_others();
  revoking_ = copy(partitions);
  const Phase phase = engine_.phase();
  if (phase == Phase::leaving || phase == Phase::ended) {
    give_back();
    return;
  }
  std::vector<Epoch> epochs;
  for (int i = 0; i < partitions.cnt; ++i) {
    const auto epoch = engine_.find(partitions.elems[i].topic, partitions.elems[i].partition);
    if (epoch) epochs.push_back(*epoch);
  }
  // What was taken may already be somebody else's: a commit would move their offsets.
  if (lost) {
    engine_.lost(epochs, read_clock());
  } else {
    engine_.revoked(epochs, read_clock());
    withdraw();
  }
}

void Loop::give_back() {
  if (!revoking_) return;
  const PartitionsHandle partitions = std::move(revoking_);
  // librdkafka keeps a pause over the end of an assignment: whoever gets the partition again would find it paused.
  PartitionsHandle paused;
  for (int i = 0; i < partitions->cnt; ++i) {
    const rd_kafka_topic_partition_t& one = partitions->elems[i];
    if (paused_.erase({one.topic, one.partition}) == 0) continue;
    if (!paused) paused = make_partitions(static_cast<std::size_t>(partitions->cnt));
    rd_kafka_topic_partition_list_add(paused.get(), one.topic, one.partition);
  }
  if (paused) rd_kafka_resume_partitions(consumer_.get(), paused.get());
  if (!cooperative()) {
    rd_kafka_assign(consumer_.get(), nullptr);
    return;
  }
  const ErrorHandle error(rd_kafka_incremental_unassign(consumer_.get(), partitions.get()));
  if (error && engine_.phase() == Phase::running) fail(make_error(*error, "cannot give the partitions back"));
}

void Loop::pause(const std::vector<Epoch>& epochs) {
  const PartitionsHandle list = make_partitions(epochs.size());
  for (const Epoch epoch : epochs) {
    const Partition* const partition = engine_.partition(epoch);
    if (partition == nullptr) continue;
    rd_kafka_topic_partition_list_add(list.get(), partition->topic.c_str(), partition->partition);
    paused_.insert({partition->topic, partition->partition});
  }
  rd_kafka_pause_partitions(consumer_.get(), list.get());
}

void Loop::resume(const std::vector<Epoch>& epochs) {
  const PartitionsHandle list = make_partitions(epochs.size());
  for (const Epoch epoch : epochs) {
    const Partition* const partition = engine_.partition(epoch);
    if (partition == nullptr) continue;
    rd_kafka_topic_partition_list_add(list.get(), partition->topic.c_str(), partition->partition);
    paused_.erase({partition->topic, partition->partition});
  }
  rd_kafka_resume_partitions(consumer_.get(), list.get());
}

// ---- commits

void Loop::commit(const Commit& command) {
  committing_ = command.ticket;
  commit_names_.clear();
  const auto all = [&](CommitAnswer answer, const std::string& text) {
    engine_.committed(command.ticket, std::vector<CommitAnswer>(command.marks.size(), answer), text, read_clock());
  };
  if (options_.before_commit && !options_.before_commit()) {
    all(CommitAnswer::withheld, {});
    return;
  }
  if (const auto error = once_->flush()) {
    all(CommitAnswer::again, error->message);
    return;
  }
  once_->evict();
  const PartitionsHandle offsets = make_partitions(command.marks.size());
  for (const CommitMark& mark : command.marks) {
    const Partition* const partition = engine_.partition(mark.epoch);
    Name& name =
        commit_names_.emplace_back(partition == nullptr ? Name() : Name(partition->topic, partition->partition));
    if (partition == nullptr) continue;
    rd_kafka_topic_partition_list_add(offsets.get(), name.first.c_str(), name.second)->offset = mark.offset;
  }
  if (watch_) watch_->committing();
  // Never a synchronous commit: on a broker that hangs it does not return (2.0.2).
  const rd_kafka_resp_err_t code =
      rd_kafka_commit_queue(consumer_.get(), offsets.get(), commits_.get(), nullptr, nullptr);
  if (code == RD_KAFKA_RESP_ERR_NO_ERROR) return;
  if (watch_) watch_->committed(code);
  all(commit_answer(code), make_error(code, "cannot commit").message);
}

void Loop::take_commits() {
  while (true) {
    const EventHandle event(rd_kafka_queue_poll(commits_.get(), 0));
    if (!event) return;
    if (rd_kafka_event_type(event.get()) == RD_KAFKA_EVENT_OFFSET_COMMIT) take_commit(*event);
  }
}

void Loop::take_commit(rd_kafka_event_t& event) {
  const rd_kafka_resp_err_t code = rd_kafka_event_error(&event);
  const rd_kafka_topic_partition_list_t* const list = rd_kafka_event_topic_partition_list(&event);
  rd_kafka_resp_err_t told = code;
  std::vector<CommitAnswer> answers;
  for (const Name& name : commit_names_) {
    rd_kafka_resp_err_t own = code;
    for (int i = 0; code == RD_KAFKA_RESP_ERR_NO_ERROR && list != nullptr && i < list->cnt; ++i) {
      const rd_kafka_topic_partition_t& one = list->elems[i];
      if (one.partition == name.second && name.first == one.topic) own = one.err;
    }
    if (own != RD_KAFKA_RESP_ERR_NO_ERROR) told = own;
    answers.push_back(commit_answer(own));
  }
  if (watch_) watch_->committed(told);
  engine_.committed(committing_, answers, make_error(told, "cannot commit").message, read_clock());
}

// ---- the end

void Loop::leave() {
  leaving_.reset(rd_kafka_queue_new(consumer_.get()));
  const ErrorHandle refused(rd_kafka_consumer_close_queue(consumer_.get(), leaving_.get()));
  if (refused) engine_.left();
}

void Loop::serve_leaving() {
  // As events: rd_kafka_queue_poll_callback aborts the process over a message that was fetched already (2.0.2). On
  // this queue a rebalance is an event as well, and the callback is not called.
  const EventHandle event(rd_kafka_queue_poll(leaving_.get(), 50));
  if (event && rd_kafka_event_type(event.get()) == RD_KAFKA_EVENT_REBALANCE) {
    on_rebalance(consumer_.get(), rd_kafka_event_error(event.get()), rd_kafka_event_topic_partition_list(event.get()),
                 this);
  }
  if (rd_kafka_consumer_closed(consumer_.get()) != 0) engine_.left();
}

}  // namespace norm::kafka
