#pragma once

// Between a record and its handler: what a store knows of it. A message that is done is not handled again, one whose
// outcome nobody knows is told apart, and a record that keeps killing the process is found out. Nothing here holds a
// thread up for another record: what cannot be said now is a wait, or a retry, which are the engine's to time.
#include <norm/decode.h>
#include <norm/kafka/error.h>
#include <norm/kafka/options.h>
#include <norm/kafka/record.h>
#include <norm/kafka/store.h>
#include <norm/result.h>

#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <utility>

#include "kafka/judgement.h"

namespace norm::kafka {

/// All of the audit topic's headers begin so.
inline constexpr std::string_view kAuditPrefix = "norm.audit.";

/// What is wrong with the options; one sentence.
[[nodiscard]] std::optional<Error> check_idempotence(const ConsumerOptions& options);
/// The topic that a record of `topic` is audited on; none: duplicates are skipped.
[[nodiscard]] std::optional<std::string> audit_topic(const ConsumerOptions& options, std::string_view topic);

class Once {
 public:
  using Work = std::function<Judgement()>;

  /// REQUIRES: check_idempotence has nothing to say.
  explicit Once(const ConsumerOptions& options);
  ~Once();

  /// Whether there is anything to do: most consumers ask for neither, and pay for neither.
  [[nodiscard]] bool guards() const { return guard_ != nullptr; }
  [[nodiscard]] bool remembers() const { return store_ != nullptr; }

  // Any thread.

  /// `work` is all that is done with the record, decoding included; CrashGuard's part.
  [[nodiscard]] Judgement guarded(const Record& record, const Work& work);
  /// `work` is the handler; Idempotence's part. `document` null: a tombstone.
  [[nodiscard]] Judgement once(const Record& record, const Decoded* document, const Work& work);
  /// Another topic has a record whose judgement carried this claim.
  void delivered(const std::string& claim);
  /// The partition is not ours any more.
  void release(const std::string& topic, std::int32_t partition);

  /// What was completed is on the disk. Before offsets are committed.
  [[nodiscard]] std::optional<Error> flush();
  /// Forgets what has been known for long enough, a little at a time.
  void evict();

  [[nodiscard]] std::uint64_t duplicates() const { return duplicates_; }
  [[nodiscard]] std::uint64_t unknown_outcomes() const { return unknown_outcomes_; }

 private:
  struct Pointer;  // RapidJSON's
  /// What this process knows of a message and could not, or need not, write down.
  struct Unwritten {
    std::pair<std::string, std::int32_t> partition;
    std::optional<Judgement> finished;  ///< none: begun, and certainly without an effect
  };

  [[nodiscard]] Result<std::string, std::string> id_of(const Record& record, const Decoded* document) const;
  [[nodiscard]] Judgement judge(const std::string& id, const Record& record, const Work& work);
  [[nodiscard]] Judgement call(const std::string& id, const Record& record, const Work& work);
  [[nodiscard]] Judgement finish(const std::string& id, const Record& record, Judgement judgement);
  void give_up(const std::string& id, const Record& record);
  [[nodiscard]] Judgement repeated(const Record& record, const Claim& claim, std::string_view reason) const;
  [[nodiscard]] std::optional<Unwritten> unwritten(const std::string& id) const;
  void remember(const std::string& id, const Record& record, std::optional<Judgement> finished);
  void forget(const std::string& id);

  const ConsumerOptions options_;  // and with them the stores
  Store* store_;                   // null: none
  Store* guard_;
  std::unique_ptr<Pointer> pointer_;
  std::atomic<std::uint64_t> duplicates_{0};
  std::atomic<std::uint64_t> unknown_outcomes_{0};

  mutable std::mutex mutex_;
  std::set<std::string, std::less<>> busy_;  // handled by a thread of ours just now
  std::map<std::string, Unwritten, std::less<>> unwritten_;
  std::shared_mutex suspects_;  // a suspect runs alone, so that what dies with it is not blamed
};

}  // namespace norm::kafka
