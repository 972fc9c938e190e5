// The threads that judge records: see the header.
#include "kafka/workers.h"

#include <utility>

namespace norm::kafka {

Workers::Workers(const ConsumerOptions& options, const Validator& validator, const Handler& handler, Once& once,
                 std::function<void()> on_answer)
    : options_(options), handler_(handler), once_(once), on_answer_(std::move(on_answer)) {
  for (unsigned i = 0; i < options.workers; ++i) {
    threads_.emplace_back([this, &validator] { work(Decoder(validator, options_.decode)); });
  }
}

Workers::~Workers() { finish(); }

void Workers::finish() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
    jobs_.clear();
  }
  posted_.notify_all();
  for (std::thread& thread : threads_) thread.join();
  threads_.clear();
}

void Workers::post(const Ref& ref, const Record& record) {
  {
    const std::lock_guard lock(mutex_);
    jobs_.push_back({ref, &record});
  }
  posted_.notify_one();
}

std::vector<Ref> Workers::withdraw() {
  const std::lock_guard lock(mutex_);
  std::vector<Ref> refs;
  for (const Job& job : jobs_) refs.push_back(job.ref);
  jobs_.clear();
  return refs;
}

std::vector<Workers::Judged> Workers::take() {
  const std::lock_guard lock(mutex_);
  return std::exchange(answers_, {});
}

void Workers::work(Decoder decoder) {
  std::unique_lock lock(mutex_);
  while (true) {
    posted_.wait(lock, [&] { return ending_ || !jobs_.empty(); });
    if (ending_) return;
    const Job job = jobs_.front();
    jobs_.pop_front();
    lock.unlock();
    Judgement judgement = judge_record(*job.record, decoder, handler_, options_, once_);
    lock.lock();
    answers_.push_back({job.ref, std::move(judgement)});
    if (answers_.size() == 1) on_answer_();
  }
}

}  // namespace norm::kafka
