// Judging in batches: a ring of them, each filled by the calling thread, judged by a worker and visited in turn.
#include "cli/judge.h"

#include <pthread.h>

#include <algorithm>
#include <condition_variable>
#include <csignal>
#include <cstddef>
#include <deque>
#include <mutex>
#include <string>
#include <string_view>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

namespace norm::cli {
namespace {

// Large enough that handing it over costs nothing beside judging it, small enough to stay in a core's cache.
constexpr std::size_t kBatchBytes = std::size_t{256} << 10;

Verdict judge(Decoder& decoder, const DecodeOptions& options, const Payload& payload) {
  const std::string_view bytes = payload.record.bytes;
  if (payload.record.malformed) return {DecodeError{payload.record.malformed, {}, false, {}, {}}, {}};
  // Only what is to be reshaped is worth a document.
  if (!options.apply_defaults && !options.strip_unknown && !options.report_unknown) return {decoder.explain(bytes), {}};
  auto decoded = decoder.decode(bytes);
  if (!decoded) return {std::move(decoded.error()), {}};
  Verdict verdict;
  if (decoded->text().data() != bytes.data()) verdict.reshaped = decoded->text();
  verdict.unknown.assign(decoded->unknown().begin(), decoded->unknown().end());
  return verdict;
}

struct Judged {
  Payload payload;
  std::size_t begin = 0;  // of its bytes in the batch
  Verdict verdict;
};

struct Batch {
  enum class Stage { filling, waiting, judging, judged };

  void add(const Payload& payload) {
    records.push_back({payload, bytes.size(), {}});
    bytes += payload.record.bytes;
  }
  [[nodiscard]] bool full() const { return bytes.size() >= kBatchBytes; }

  /// The bytes stay where they are from here on.
  void close() {
    for (Judged& record : records) {
      record.payload.record.bytes = std::string_view(bytes).substr(record.begin, record.payload.record.bytes.size());
    }
  }
  void judge_all(Decoder& decoder, const DecodeOptions& options) {
    for (Judged& record : records) record.verdict = judge(decoder, options, record.payload);
  }
  void clear() {
    records.clear();
    bytes.clear();
    if (bytes.capacity() > 4 * kBatchBytes) bytes = std::string();  // a giant's
    stage = Stage::filling;
  }

  Stage stage = Stage::filling;  // under the mutex
  std::string bytes;
  std::vector<Judged> records;
};

}  // namespace

struct Judge::State {
  State(const Validator& with, const DecodeOptions& limits, std::size_t at_most, Visit call)
      : validator(with), options(limits), jobs(at_most), visit(std::move(call)), own(with, limits) {}

  /// Two batches a worker, so that none waits while one is visited; fewer when giants fill them.
  [[nodiscard]] bool too_many() const {
    const std::size_t most = 2 * jobs;
    return batches.size() > most || (batches.size() > 1 && waiting_bytes > 2 * most * kBatchBytes);
  }

  void close_batch() {
    filling = false;
    waiting_bytes += batches.back().bytes.size();
    batches.back().close();
    const std::lock_guard lock(mutex);
    batches.back().stage = Batch::Stage::waiting;
  }

  void submit() {
    close_batch();
    if (workers.size() < jobs) begin_worker();
    work.notify_one();
  }

  void begin_worker() {
    // Signals are the calling thread's: one has to end its wait for input.
    sigset_t all;
    sigset_t usual;
    sigfillset(&all);
    ::pthread_sigmask(SIG_SETMASK, &all, &usual);
    try {
      workers.emplace_back([this] { run_worker(); });
    } catch (const std::system_error&) {
      jobs = std::max<std::size_t>(workers.size(), 1);  // no more are to be had; the calling thread judges, too
    }
    ::pthread_sigmask(SIG_SETMASK, &usual, nullptr);
  }

  /// The first batch that nobody has; null: there is none. REQUIRES: the mutex.
  Batch* take() {
    for (Batch& batch : batches) {
      if (batch.stage != Batch::Stage::waiting) continue;
      batch.stage = Batch::Stage::judging;
      return &batch;
    }
    return nullptr;
  }

  void run_worker() {
    Decoder decoder(validator, options);
    std::unique_lock lock(mutex);
    for (;;) {
      Batch* batch = nullptr;
      work.wait(lock, [&] { return ending || (batch = take()) != nullptr; });
      if (batch == nullptr) return;
      lock.unlock();
      batch->judge_all(decoder, options);
      lock.lock();
      batch->stage = Batch::Stage::judged;
      done.notify_one();
    }
  }

  /// Visits the oldest batch. What no worker has begun is judged here.
  bool visit_first() {
    Batch& batch = batches.front();
    {
      std::unique_lock lock(mutex);
      if (batch.stage == Batch::Stage::waiting) {
        batch.stage = Batch::Stage::judging;
        lock.unlock();
        batch.judge_all(own, options);
      } else {
        done.wait(lock, [&] { return batch.stage == Batch::Stage::judged; });
      }
    }
    waiting_bytes -= batch.bytes.size();
    for (Judged& record : batch.records) {
      if (!wanted) break;
      wanted = visit(record.payload, record.verdict);
    }
    const std::lock_guard lock(mutex);
    spare = std::move(batch);
    spare.clear();
    batches.pop_front();
    return wanted;
  }

  Batch& batch_to_fill() {
    if (!filling) {
      const std::lock_guard lock(mutex);
      batches.push_back(std::exchange(spare, Batch()));
      filling = true;
    }
    return batches.back();
  }

  Validator validator;
  DecodeOptions options;
  std::size_t jobs;
  Visit visit;
  Decoder own;  // the calling thread's
  bool wanted = true;
  bool filling = false;           // the last batch
  std::size_t waiting_bytes = 0;  // of the others

  std::mutex mutex;  // of the deque's shape and of stages; a batch's inside is the thread's whose stage it is in
  std::condition_variable work;
  std::condition_variable done;
  bool ending = false;
  std::deque<Batch> batches;  // the oldest first, the one that is being filled last
  Batch spare;                // whose memory is used again
  std::vector<std::thread> workers;
};

Judge::Judge(const Validator& validator, const DecodeOptions& options, std::size_t jobs, Visit visit)
    : state_(std::make_unique<State>(validator, options, jobs, std::move(visit))) {}

Judge::~Judge() {
  {
    const std::lock_guard lock(state_->mutex);
    state_->ending = true;
    for (Batch& batch : state_->batches) {
      if (batch.stage == Batch::Stage::waiting) batch.stage = Batch::Stage::judged;  // nobody will look
    }
  }
  state_->work.notify_all();
  for (std::thread& worker : state_->workers) worker.join();
}

bool Judge::add(const Payload& payload) {
  State& state = *state_;
  if (state.jobs == 1) {
    Verdict verdict = judge(state.own, state.options, payload);
    return state.wanted = state.visit(payload, verdict);
  }
  Batch& batch = state.batch_to_fill();
  batch.add(payload);
  if (batch.full()) state.submit();
  while (state.wanted && state.too_many()) state.visit_first();
  return state.wanted;
}

bool Judge::drain() {
  State& state = *state_;
  if (state.filling) state.close_batch();  // no worker is woken for it: this thread has nothing else to do
  while (state.wanted && !state.batches.empty()) state.visit_first();
  return state.wanted;
}

}  // namespace norm::cli
