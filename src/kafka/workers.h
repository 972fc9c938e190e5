#pragma once

// The threads that judge records where ConsumerOptions::workers asks for some; each has a decoder of its own.
//
// A handler may never come back. Its thread is then left, so what threads look at belongs to all of them together:
// options, handler, stores, and the messages themselves.
#include <norm/kafka/consumer.h>
#include <norm/kafka/options.h>

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string_view>
#include <thread>
#include <vector>

#include "kafka/backoff.h"
#include "kafka/command.h"
#include "kafka/judgement.h"
#include "kafka/once.h"
#include "kafka/schema_set.h"

namespace norm::kafka {

class Workers {
 public:
  struct Judged {
    Ref ref;
    std::optional<Judgement> judgement;  ///< none: judge_record's
  };

  /// `records` owns those that are posted. `on_answer` is called by the workers when an answer has come and none was
  /// waiting, and never once `finish` has begun.
  Workers(const ConsumerOptions& options, std::shared_ptr<const SchemaSet> schemas, const Handler& handler,
          std::shared_ptr<Once> once, std::shared_ptr<const void> records, std::function<void()> on_answer);
  /// Leaves who is still busy.
  ~Workers();
  Workers(const Workers&) = delete;
  Workers& operator=(const Workers&) = delete;

  /// REQUIRES: the record stays where it is until its answer has been taken, or `finish` has named it.
  /// `trace`: what the handler is given as Record::trace, good as long as the record.
  void post(const Ref& ref, const Record& record, std::string_view trace);
  /// Jobs that have not begun, to be answered for by the caller.
  [[nodiscard]] std::vector<Ref> withdraw();
  [[nodiscard]] std::vector<Judged> take();
  /// Waits for the handlers that are running, until `deadline` at most; what had not begun is not judged. Answers can
  /// still be taken. The records whose handlers have not come back stay theirs, and no answer comes for them.
  [[nodiscard]] std::vector<Ref> finish(Clock::time_point deadline);

 private:
  struct Job {
    Ref ref;
    const Record* record;
    std::string_view trace;
  };
  struct Shared {
    ConsumerOptions options;
    Handler handler;
    std::shared_ptr<Once> once;
    std::shared_ptr<const void> records;
    std::function<void()> on_answer;
    std::mutex mutex;
    std::condition_variable posted;
    std::condition_variable ended;
    std::deque<Job> jobs;
    std::vector<Ref> running;
    std::vector<Judged> answers;
    bool ending = false;
  };
  static void work(Shared& shared, Decoders decoders);

  std::shared_ptr<Shared> shared_;
  std::vector<std::thread> threads_;
};

}  // namespace norm::kafka
