// Between a record and its handler: see the header.
#include "kafka/once.h"

#include <fmt/format.h>
#include <norm/json.h>
#include <norm/version.h>
#include <rapidjson/pointer.h>

#include <algorithm>
#include <chrono>
#include <vector>

#include "kafka/config.h"
#include "kafka/error.h"
#include "kafka/error_record.h"
#include "kafka/sha256.h"

namespace norm::kafka {
namespace {

using namespace std::chrono_literals;

// For a thread of ours that handles the same message: soon over.
constexpr auto kBusyAgain = 20ms;
// For another process that does.
constexpr auto kElsewhereAgain = 1s;

Judgement retry(std::string reason, std::optional<std::chrono::milliseconds> after = {}) {
  Judgement judgement;
  judgement.kind = Answer::Kind::retry;
  judgement.text = std::move(reason);
  judgement.after = after;
  return judgement;
}

// The record was not tried, since another one is.
Judgement wait(std::string reason, std::chrono::milliseconds time) {
  Judgement judgement = retry(std::move(reason), time);
  judgement.kind = Answer::Kind::wait;
  return judgement;
}

Judgement payload_error(ErrorClass error_class, std::string text) {
  Judgement judgement;
  judgement.kind = Answer::Kind::reject;
  judgement.error = {error_class, ErrorStage::handle};
  judgement.text = std::move(text);
  return judgement;
}

Origin origin_of(const Record& record) { return {std::string(record.topic), record.partition, record.offset}; }

// Ids of different groups, topics and kinds never meet in a store that they share; a topic's name holds no NUL.
std::string key_of(char kind, std::string_view group, const Record& record, std::string_view id) {
  std::string key = fmt::format("{}{}", kind, group);
  key += '\0';
  key += record.topic;
  key += '\0';
  key += id;
  if (key.size() <= Store::kMaxId) return key;
  return fmt::format("{}#{}", kind, sha256_hex(key));
}

std::string coordinates(const Record& record) { return fmt::format("{}:{}", record.partition, record.offset); }

class Busy {
 public:
  Busy(std::set<std::string, std::less<>>& ids, std::mutex& mutex, const std::string& id)
      : ids_(ids), mutex_(mutex), id_(id) {
    const std::lock_guard lock(mutex_);
    taken_ = ids_.insert(id_).second;
  }
  Busy(const Busy&) = delete;
  Busy& operator=(const Busy&) = delete;
  ~Busy() {
    if (!taken_) return;
    const std::lock_guard lock(mutex_);
    ids_.erase(id_);
  }
  [[nodiscard]] bool taken() const { return taken_; }

 private:
  std::set<std::string, std::less<>>& ids_;
  std::mutex& mutex_;
  const std::string& id_;
  bool taken_ = false;
};

}  // namespace

struct Once::Pointer {
  explicit Pointer(const std::string& text) : pointer(text.data(), text.size()) {}
  rapidjson::GenericPointer<Json> pointer;
};

std::optional<Error> check_idempotence(const ConsumerOptions& options) {
  const Idempotence& wanted = options.idempotence;
  switch (wanted.id.from) {
    case MessageId::From::origin: break;
    case MessageId::From::header:
      if (wanted.id.name.empty()) return config_error("the header with the message's id has no name");
      break;
    case MessageId::From::payload: {
      const rapidjson::GenericPointer<Json> pointer(wanted.id.name.data(), wanted.id.name.size());
      if (!pointer.IsValid() || wanted.id.name.empty()) {
        return config_error(
            fmt::format("{} is no JSON pointer to a message's id; one looks like /msg_id or /data/id", wanted.id.name));
      }
      break;
    }
  }
  if (wanted.store == nullptr && (wanted.guarantee == Guarantee::at_most_once || !wanted.audit_topic.empty())) {
    return config_error("at most once, and an audit topic, need a store of what was begun");
  }
  if (wanted.store != nullptr && wanted.store->transactional() && wanted.guarantee == Guarantee::at_most_once) {
    return config_error("a store in the handler's transaction is exactly once already; leave at most once away");
  }
  if (wanted.store != nullptr && !wanted.store->durable() && wanted.guarantee == Guarantee::at_most_once) {
    return config_error(
        "at most once (idempotence.guarantee) needs a store that outlives the process (idempotence.store): after a "
        "crash, one in memory would have the effect take place again and say nothing");
  }
  if (options.crash_guard.store != nullptr && !options.crash_guard.store->durable()) {
    return config_error(
        "the crash guard needs a store that outlives the process (crash_guard.store), not one in memory");
  }
  if (options.crash_guard.store != nullptr && options.crash_guard.store->transactional()) {
    return config_error("the crash guard needs a store of its own: a transaction forgets what a process died over");
  }
  if (options.crash_guard.limit == 0) return config_error("crash_guard.limit is 0, it must be at least 1");
  return std::nullopt;
}

std::optional<std::string> audit_topic(const ConsumerOptions& options, std::string_view topic) {
  const Idempotence& wanted = options.idempotence;
  if (wanted.store == nullptr) return std::nullopt;
  if (!wanted.audit_topic.empty()) return expand_topic(wanted.audit_topic, topic);
  if (wanted.guarantee == Guarantee::at_most_once) return expand_topic("{topic}.audit", topic);
  return std::nullopt;
}

Once::Once(const ConsumerOptions& options)
    : options_(options),
      store_(options.idempotence.store.get()),
      guard_(options.crash_guard.store.get()),
      pointer_(options.idempotence.id.from == MessageId::From::payload
                   ? std::make_unique<Pointer>(options.idempotence.id.name)
                   : nullptr) {}

Once::~Once() = default;

// ---- the crash guard

Judgement Once::guarded(const Record& record, const Work& work) {
  if (guard_ == nullptr) return work();
  const std::string mark = key_of('g', options_.group, record, coordinates(record));
  const auto before = guard_->find(mark);
  if (!before) return retry(before.error().message);
  // Begun and not ended: somebody died over it, or beside it. Alone it shows which.
  const bool suspect = before->state == Claim::State::in_progress;
  std::shared_lock<std::shared_mutex> beside(suspects_, std::defer_lock);
  std::unique_lock<std::shared_mutex> alone(suspects_, std::defer_lock);
  if (suspect) {
    alone.lock();
  } else {
    beside.lock();
  }
  const std::uint32_t deaths = suspect ? before->attempts : 0;
  if (deaths >= options_.crash_guard.limit) {
    // The mark stays: should the process die before the error topic has the record, it is not tried again.
    return payload_error(ErrorClass::poison,
                         fmt::format("the process died {} times while it was at this record", deaths));
  }
  const auto begun = guard_->begin(mark, origin_of(record));
  if (!begun) return retry(begun.error().message);
  Judgement judgement = work();
  // Should this fail, the mark stays and the next process takes a closer look at the record than it needs to.
  (void)guard_->abandon(mark);
  return judgement;
}

// ---- idempotence

Result<std::string, std::string> Once::id_of(const Record& record, const Decoded* document) const {
  const MessageId& wanted = options_.idempotence.id;
  const auto by_origin = [&] { return key_of('o', options_.group, record, coordinates(record)); };
  switch (wanted.from) {
    case MessageId::From::origin: break;
    case MessageId::From::header: {
      const std::span<const Header> headers = record.headers;
      const auto found = std::find_if(headers.rbegin(), headers.rend(), [&](const Header& header) {
        return header.name == wanted.name && header.value && !header.value->empty();
      });
      if (found == headers.rend()) {
        return Failure(fmt::format("no header {} to know the message by", wanted.name));
      }
      return key_of('h', options_.group, record, *found->value);
    }
    case MessageId::From::payload: {
      if (document == nullptr) break;  // a tombstone has no payload: its place is its id
      const Json* const found = pointer_->pointer.Get(document->json());
      if (found != nullptr && found->IsString() && found->GetStringLength() != 0) {
        return key_of('p', options_.group, record, {found->GetString(), found->GetStringLength()});
      }
      if (found != nullptr && found->IsInt64()) {
        return key_of('p', options_.group, record, std::to_string(found->GetInt64()));
      }
      if (found != nullptr && found->IsUint64()) {
        return key_of('p', options_.group, record, std::to_string(found->GetUint64()));
      }
      return Failure(fmt::format("no text or integer at {} to know the message by", wanted.name));
    }
  }
  return by_origin();
}

Judgement Once::once(const Record& record, const Decoded* document, const Work& work) {
  if (store_ == nullptr) return work();
  const auto id = id_of(record, document);
  if (!id) return payload_error(ErrorClass::payload, id.error());
  const Busy busy(busy_, mutex_, *id);
  if (!busy.taken()) return wait("another record of the same message is being handled", kBusyAgain);
  return judge(*id, record, work);
}

Judgement Once::judge(const std::string& id, const Record& record, const Work& work) {
  const Idempotence& wanted = options_.idempotence;
  const Origin origin = origin_of(record);
  auto claim = store_->begin(id, origin);
  if (!claim) return retry(claim.error().message);
  if (claim->state == Claim::State::done) {
    forget(id);
    ++duplicates_;
    return repeated(record, *claim, "duplicate");
  }
  if (claim->state == Claim::State::in_progress) {
    if (auto known = unwritten(id)) {
      return known->finished ? finish(id, record, *std::move(known->finished)) : call(id, record, work);
    }
    if (wanted.guarantee == Guarantee::at_most_once) {
      ++unknown_outcomes_;
      return repeated(record, *claim, "unknown_outcome");
    }
    if (claim->by != origin) {
      const auto now =
          std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::system_clock::now().time_since_epoch());
      const std::string other =
          fmt::format("the message was begun as {} [{}] offset {}, and its outcome is not known yet", claim->by.topic,
                      claim->by.partition, claim->by.offset);
      if (now.count() - claim->since_ms < wanted.lease.count()) return wait(other, kElsewhereAgain);
      if (const auto taken = store_->abandon(id); !taken) return retry(taken.error().message);
      return wait(other + "; whoever began it has had its time", 0ms);
    }
  }
  return call(id, record, work);
}

Judgement Once::call(const std::string& id, const Record& record, const Work& work) {
  const bool at_most_once = options_.idempotence.guarantee == Guarantee::at_most_once;
  if (at_most_once) {
    // That it was begun must outlive what the handler does, even where the machine does not.
    if (const auto durable = store_->flush(); !durable) {
      remember(id, record, std::nullopt);
      return retry(durable.error().message);
    }
  }
  forget(id);
  Judgement judgement = work();
  switch (judgement.kind) {
    case Answer::Kind::ok:
    case Answer::Kind::skip: return finish(id, record, std::move(judgement));
    case Answer::Kind::pass_on:
      if (store_->transactional()) {
        give_up(id, record);
        judgement = Judgement();
        judgement.kind = Answer::Kind::fatal;
        judgement.text = "a handler whose effect is in the store's transaction cannot pass records on as well";
        return judgement;
      }
      judgement.claim = id;  // done once the other topic has it
      return judgement;
    case Answer::Kind::wait:
    case Answer::Kind::retry:
      // Thrown, it may have had half an effect: only an answer says that it had none.
      if (!at_most_once || !judgement.thrown) give_up(id, record);
      return judgement;
    case Answer::Kind::reject:
    case Answer::Kind::fatal: give_up(id, record); return judgement;
  }
  return judgement;
}

Judgement Once::finish(const std::string& id, const Record& record, Judgement judgement) {
  const auto done = store_->complete(id);
  if (done) {
    forget(id);
    return judgement;
  }
  // The effect has taken place (but for a transaction's): only the store is to be told again.
  if (!store_->transactional()) remember(id, record, std::move(judgement));
  return retry(done.error().message);
}

void Once::give_up(const std::string& id, const Record& record) {
  if (!store_->abandon(id) && !store_->transactional()) remember(id, record, std::nullopt);
}

void Once::delivered(const std::string& claim) {
  // Should this fail, the message stays begun: it is not lost, and may be passed on once more.
  if (store_ != nullptr) (void)store_->complete(claim);
}

Judgement Once::repeated(const Record& record, const Claim& claim, std::string_view reason) const {
  Judgement judgement;
  const std::string first = fmt::format("{} [{}] offset {}", claim.by.topic, claim.by.partition, claim.by.offset);
  const auto topic = audit_topic(options_, record.topic);
  if (!topic) {
    judgement.kind = Answer::Kind::skip;
    judgement.text = fmt::format("{} of {}", reason, first);
    return judgement;
  }
  judgement.kind = Answer::Kind::pass_on;
  judgement.text = *topic;
  judgement.audit = true;
  const auto add = [&](std::string_view name, std::string value) {
    judgement.headers.push_back({name, std::move(value)});
  };
  add("norm.audit.reason", std::string(reason));
  add("norm.audit.topic", std::string(record.topic));
  add("norm.audit.partition", std::to_string(record.partition));
  add("norm.audit.offset", std::to_string(record.offset));
  add("norm.audit.group", options_.group);
  add("norm.audit.first.topic", claim.by.topic);
  add("norm.audit.first.partition", std::to_string(claim.by.partition));
  add("norm.audit.first.offset", std::to_string(claim.by.offset));
  add("norm.audit.first.begun_ms", std::to_string(claim.since_ms));
  add("norm.audit.version", kVersion);
  return judgement;
}

// ---- what the store could not be told

std::optional<Once::Unwritten> Once::unwritten(const std::string& id) const {
  const std::lock_guard lock(mutex_);
  const auto found = unwritten_.find(id);
  return found == unwritten_.end() ? std::nullopt : std::optional(found->second);
}

void Once::remember(const std::string& id, const Record& record, std::optional<Judgement> finished) {
  const std::lock_guard lock(mutex_);
  unwritten_.insert_or_assign(id, Unwritten{{std::string(record.topic), record.partition}, std::move(finished)});
}

void Once::forget(const std::string& id) {
  const std::lock_guard lock(mutex_);
  unwritten_.erase(id);
}

void Once::release(const std::string& topic, std::int32_t partition) {
  if (store_ == nullptr) return;
  store_->release(topic, partition);
  const std::lock_guard lock(mutex_);
  std::erase_if(unwritten_, [&](const auto& entry) { return entry.second.partition == std::pair(topic, partition); });
}

std::optional<Error> Once::flush() {
  if (store_ == nullptr) return std::nullopt;
  const auto durable = store_->flush();
  return durable ? std::nullopt : std::optional(durable.error());
}

void Once::evict() {
  // A store that cannot forget tells those who begin something that it is full.
  if (store_ != nullptr) (void)store_->evict();
}

}  // namespace norm::kafka
