// The store that lives and dies with the process: see norm/kafka/store.h.
#include <norm/kafka/store.h>

#include <algorithm>
#include <cassert>
#include <chrono>
#include <list>
#include <map>
#include <mutex>
#include <unordered_map>
#include <utility>

namespace norm::kafka {

void Store::release(std::string_view /*topic*/, std::int32_t /*partition*/) {}
bool Store::transactional() const { return false; }
bool Store::durable() const { return true; }

namespace {

constexpr std::size_t kMostEvicted = 1000;

std::int64_t now_ms() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::system_clock::now().time_since_epoch())
      .count();
}

class MemoryStore final : public Store {
 public:
  explicit MemoryStore(const Retention& retention) : retention_(retention) {}

  Result<Claim, Error> begin(std::string_view id, const Origin& by) override {
    assert(!id.empty() && id.size() <= kMaxId);
    const std::lock_guard lock(mutex_);
    const auto found = by_id_.find(id);
    if (found == by_id_.end()) {
      Messages& own = partitions_[{by.topic, by.partition}];
      own.push_back({std::string(id), {Claim::State::in_progress, by, now_ms(), 1}});
      by_id_.emplace(own.back().id, Place{&own, std::prev(own.end())});
      Claim claim = own.back().claim;
      claim.state = Claim::State::fresh;
      return claim;
    }
    Claim& claim = found->second.message->claim;
    touch(found->second);
    if (claim.state == Claim::State::in_progress && claim.by == by) ++claim.attempts;
    return claim;
  }

  [[nodiscard]] bool durable() const override { return false; }

  Result<Claim, Error> find(std::string_view id) override {
    const std::lock_guard lock(mutex_);
    const auto found = by_id_.find(id);
    return found == by_id_.end() ? Claim() : found->second.message->claim;
  }

  Result<void, Error> complete(std::string_view id) override {
    const std::lock_guard lock(mutex_);
    const auto found = by_id_.find(id);
    // Absent: its partition has gone in the meantime, and with it everything that is known of it.
    if (found == by_id_.end()) return {};
    found->second.message->claim.state = Claim::State::done;
    touch(found->second);
    return {};
  }

  Result<void, Error> abandon(std::string_view id) override {
    const std::lock_guard lock(mutex_);
    const auto found = by_id_.find(id);
    if (found != by_id_.end() && found->second.message->claim.state != Claim::State::done) erase(found->second);
    return {};
  }

  Result<std::size_t, Error> evict() override {
    const std::lock_guard lock(mutex_);
    const std::int64_t oldest = now_ms() - retention_.max_age.count();
    const std::int64_t oldest_started = now_ms() - retention_.max_started_age.count();
    std::size_t count = 0;
    for (auto& [name, messages] : partitions_) {
      auto next = messages.begin();
      while (next != messages.end() && count < kMostEvicted) {
        const auto message = next++;
        const bool is_done = message->claim.state == Claim::State::done;
        // In the order of the last look, so whatever follows one that is young enough was asked for later still.
        if (is_done && messages.size() <= retention_.max_done && message->claim.since_ms >= oldest) break;
        if (!is_done && message->claim.since_ms >= oldest_started) continue;
        erase({&messages, message});
        ++count;
      }
    }
    return count;
  }

  Result<void, Error> flush() override { return {}; }

  void release(std::string_view topic, std::int32_t partition) override {
    const std::lock_guard lock(mutex_);
    const auto found = partitions_.find(std::pair(std::string(topic), partition));
    if (found == partitions_.end()) return;
    for (const Message& message : found->second) by_id_.erase(message.id);
    partitions_.erase(found);
  }

 private:
  struct Message {
    std::string id;
    Claim claim;
  };
  using Messages = std::list<Message>;  // of one partition, least recently asked for first
  struct Place {
    Messages* messages;
    Messages::iterator message;
  };

  static void touch(const Place& place) {
    place.messages->splice(place.messages->end(), *place.messages, place.message);
  }
  void erase(Place place) {
    by_id_.erase(place.message->id);
    place.messages->erase(place.message);
  }

  Retention retention_;
  std::mutex mutex_;
  std::map<std::pair<std::string, std::int32_t>, Messages> partitions_;
  std::unordered_map<std::string_view, Place> by_id_;  // views of what the lists own
};

}  // namespace

std::unique_ptr<Store> memory_store(const Retention& retention) { return std::make_unique<MemoryStore>(retention); }

}  // namespace norm::kafka
