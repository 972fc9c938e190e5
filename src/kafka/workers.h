#pragma once

// The threads that judge records where ConsumerOptions::workers asks for some; each has a decoder of its own.
#include <norm/kafka/consumer.h>
#include <norm/kafka/options.h>
#include <norm/validator.h>

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

#include "kafka/command.h"
#include "kafka/judgement.h"

namespace norm::kafka {

class Workers {
 public:
  struct Judged {
    Ref ref;
    Judgement judgement;
  };

  /// `on_answer` is called by the workers when an answer has come and none was waiting.
  Workers(const ConsumerOptions& options, const Validator& validator, const Handler& handler, Once& once,
          std::function<void()> on_answer);
  ~Workers();
  Workers(const Workers&) = delete;
  Workers& operator=(const Workers&) = delete;

  /// REQUIRES: the record stays where it is until its answer has been taken.
  void post(const Ref& ref, const Record& record);
  /// Jobs that have not begun, to be answered for by the caller.
  [[nodiscard]] std::vector<Ref> withdraw();
  [[nodiscard]] std::vector<Judged> take();
  /// Waits for the handlers that are running; what had not begun is not judged. Their answers can still be taken.
  void finish();

 private:
  struct Job {
    Ref ref;
    const Record* record;
  };
  void work(Decoder decoder);

  const ConsumerOptions& options_;
  const Handler& handler_;
  Once& once_;
  std::function<void()> on_answer_;
  std::mutex mutex_;
  std::condition_variable posted_;
  std::deque<Job> jobs_;
  std::vector<Judged> answers_;
  bool ending_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace norm::kafka
