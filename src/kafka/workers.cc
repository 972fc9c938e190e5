// The threads that judge records: see the header.
#include "kafka/workers.h"

#include <algorithm>
#include <utility>

#include "kafka/watch.h"

namespace norm::kafka {

Workers::Workers(const ConsumerOptions& options, std::shared_ptr<const SchemaSet> schemas, const Handler& handler,
                 std::shared_ptr<Once> once, std::shared_ptr<const void> records, std::function<void()> on_answer)
    : shared_(std::make_shared<Shared>()) {
  shared_->options = options;
  shared_->handler = handler;
  shared_->once = std::move(once);
  shared_->records = std::move(records);
  shared_->on_answer = std::move(on_answer);
  for (unsigned i = 0; i < options.workers; ++i) {
    threads_.emplace_back([shared = shared_, schemas] { work(*shared, Decoders(schemas, shared->options.decode)); });
  }
}

Workers::~Workers() { (void)finish(Clock::now()); }

std::vector<Ref> Workers::finish(Clock::time_point deadline) {
  if (threads_.empty()) return {};
  std::unique_lock lock(shared_->mutex);
  shared_->ending = true;
  shared_->jobs.clear();
  shared_->posted.notify_all();
  shared_->ended.wait_until(lock, deadline, [&] { return shared_->running.empty(); });
  std::vector<Ref> left = std::exchange(shared_->running, {});
  lock.unlock();
  for (std::thread& thread : threads_) {
    if (left.empty()) {
      thread.join();
    } else {
      thread.detach();  // those that are not busy end by themselves
    }
  }
  threads_.clear();
  return left;
}

void Workers::post(const Ref& ref, const Record& record, std::string_view trace) {
  {
    const std::lock_guard lock(shared_->mutex);
    shared_->jobs.push_back({ref, &record, trace});
  }
  shared_->posted.notify_one();
}

std::vector<Ref> Workers::withdraw() {
  const std::lock_guard lock(shared_->mutex);
  std::vector<Ref> refs;
  for (const Job& job : shared_->jobs) refs.push_back(job.ref);
  shared_->jobs.clear();
  return refs;
}

std::vector<Workers::Judged> Workers::take() {
  const std::lock_guard lock(shared_->mutex);
  return std::exchange(shared_->answers, {});
}

void Workers::work(Shared& shared, Decoders decoders) {
  const bool timed = is_timed(shared.options);
  std::unique_lock lock(shared.mutex);
  while (true) {
    shared.posted.wait(lock, [&] { return shared.ending || !shared.jobs.empty(); });
    if (shared.ending) return;
    const Job job = shared.jobs.front();
    shared.jobs.pop_front();
    shared.running.push_back(job.ref);
    lock.unlock();
    std::optional<Judgement> judgement =
        timed ? judge_timed(*job.record, job.trace, decoders, shared.handler, shared.options, *shared.once)
              : judge_record(*job.record, decoders, shared.handler, shared.options, *shared.once);
    lock.lock();
    const auto own = std::find_if(shared.running.begin(), shared.running.end(), [&](const Ref& running) {
      return running.epoch == job.ref.epoch && running.offset == job.ref.offset;
    });
    if (own == shared.running.end()) return;  // left meanwhile: nobody hears the answer
    shared.running.erase(own);
    shared.answers.push_back({job.ref, std::move(judgement)});
    if (shared.ending) {
      shared.ended.notify_all();
    } else if (shared.answers.size() == 1) {
      shared.on_answer();
    }
  }
}

}  // namespace norm::kafka
