// The handler as a process of its own: see the header.
#include "cli/exec_handler.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <iterator>
#include <utility>

#include "cli/console.h"

namespace norm::cli {
namespace {

using namespace std::chrono_literals;

constexpr std::chrono::milliseconds kFirstPause = 100ms;
constexpr std::chrono::milliseconds kLongestPause = 30'000ms;
// For answers once the consumer is to end, and for the handler's own end.
constexpr auto kGrace = 5s;
constexpr auto kLook = 100ms;
constexpr std::size_t kLongestAnswer = std::size_t{1} << 16;
constexpr std::size_t kLongestShown = 80;
// Records whose partitions have gone are never answered.
constexpr std::size_t kMostSuspects = 10'000;

std::string how_it_ended(int status) {
  if (WIFSIGNALED(status)) return fmt::format("signal {} ({})", WTERMSIG(status), ::strsignal(WTERMSIG(status)));
  return fmt::format("exit status {}", WEXITSTATUS(status));
}

// Those of one place, in whatever topic.
template <class Waiting>
auto at_place(Waiting& waiting, std::int32_t partition, std::int64_t offset) {
  return std::pair(waiting.lower_bound({partition, offset, std::string()}),
                   waiting.lower_bound({partition, offset + 1, std::string()}));
}

// Where a text may end: not within a character.
std::string_view whole_characters(std::string_view text, std::size_t most) {
  std::size_t end = std::min(text.size(), most);
  while (end > 0 && end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
  return text.substr(0, end);
}

}  // namespace

ExecHandler::~ExecHandler() {
  {
    std::unique_lock lock(mutex_);
    ending_ = true;
    to_.close();
    if (!child_ended_.wait_for(lock, kGrace, [&] { return child_ < 0; })) kill();
  }
  if (reader_.joinable()) reader_.join();
}

void ExecHandler::kill() const noexcept {
  if (const pid_t child = child_.load(); child > 0) ::kill(-child, SIGKILL);
}

std::optional<kafka::Outcome> ExecHandler::ensure_running(std::unique_lock<std::mutex>& lock) {
  if (child_ > 0) return std::nullopt;
  const Clock::time_point now = Clock::now();
  if (now < next_start_) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(next_start_ - now);
    return kafka::Outcome::retry(fmt::format("the handler {}; it is started again in {} ms", last_end_, left.count()),
                                 left);
  }
  if (reader_.joinable()) {
    std::thread done = std::move(reader_);
    lock.unlock();  // it may be about to take the lock for the last time
    done.join();
    lock.lock();
    if (child_ > 0 || reader_.joinable()) return kafka::Outcome::retry("the handler is being started", 10ms);
  }
  auto in = open_pipe();
  auto out = open_pipe();
  if (!in || !out) return kafka::Outcome::retry(fmt::format("no pipe to the handler: {}", errno_text(errno)));
  const auto [error, child] = spawn({"/bin/sh", "-c", options_.command}, {*in, *out}, Group::its_own);
  if (error != 0) return kafka::Outcome::fatal(fmt::format("the handler cannot be started: {}", errno_text(error)));
  ::fcntl(in->write.get(), F_SETFL, O_NONBLOCK);
  child_ = child;
  to_ = std::move(in->write);
  from_ = std::move(out->read);
  reader_ = std::thread([this, child, from = from_.get()] { read(child, from); });
  return std::nullopt;
}

// Answers need not name the topic: what has the same partition and offset in another one waits for its turn, and a
// record over which the handler has died is with it alone.
bool ExecHandler::has_turn(const Place& place) const {
  const bool suspect = deaths_.contains(place);
  if (one_alone_ || (suspect ? !waiting_.empty() : suspects_ != 0)) return false;
  const auto [first, end] = at_place(waiting_, std::get<0>(place), std::get<1>(place));
  return first == end || names_topics_;
}

kafka::Outcome ExecHandler::handle(const kafka::Record& record) {
  const std::string line = to_line(record);
  Waiting waiting;
  const Place place{record.partition, record.offset, std::string(record.topic)};
  std::unique_lock lock(mutex_);
  const bool suspect = deaths_.contains(place);
  suspects_ += suspect ? 1 : 0;
  while (!has_turn(place) && !hurried_.load(std::memory_order_relaxed)) turn_.wait_for(lock, kLook);
  suspects_ -= suspect ? 1 : 0;
  if (!has_turn(place)) return kafka::Outcome::retry("the consumer ends");
  if (auto outcome = ensure_running(lock)) return *std::move(outcome);
  if (!has_turn(place)) return kafka::Outcome::retry("the handler is being started", 10ms);  // another was faster
  one_alone_ = suspect;
  waiting_.emplace(place, &waiting);
  const Clock::time_point deadline = Clock::now() + options_.timeout;
  lock.unlock();
  write(line, waiting, deadline);
  lock.lock();
  std::optional<Clock::time_point> hurried_at;
  while (!waiting.outcome) {
    const Clock::time_point now = Clock::now();
    if (hurried_.load(std::memory_order_relaxed) && !hurried_at) hurried_at = now;
    const bool hurried = hurried_at && now - *hurried_at >= kGrace;
    if (now >= deadline || hurried) waiting.outcome = unanswered(record, place, now < deadline);
    if (!waiting.outcome) waiting.answered.wait_for(lock, kLook);
  }
  one_alone_ = false;
  turn_.notify_all();
  return *std::move(waiting.outcome);
}

kafka::Outcome ExecHandler::unanswered(const kafka::Record& record, const Place& place, bool hurried) {
  if (hurried) {
    waiting_.erase(place);
    return kafka::Outcome::retry("the handler had not answered when the consumer ended");
  }
  const std::string how = fmt::format("has not answered in {} s",
                                      std::chrono::duration_cast<std::chrono::seconds>(options_.timeout).count());
  options_.say(fmt::format("the handler {} for {} [{}] offset {}; it is killed and started again", how, record.topic,
                           record.partition, record.offset));
  kafka::Outcome outcome = blamed(place, how);
  waiting_.erase(place);
  kill();
  return outcome;
}

// A handler that reads slowly is waited for: that is the back-pressure. What it does not get is not answered either.
void ExecHandler::write(std::string_view line, const Waiting& waiting, Clock::time_point deadline) {
  const std::lock_guard one_at_a_time(writing_);
  while (!line.empty() && Clock::now() < deadline) {
    int to = -1;
    {
      const std::lock_guard lock(mutex_);
      if (waiting.outcome || to_.get() < 0) return;  // it has died meanwhile
      to = to_.get();
      const ssize_t sent = ::write(to, line.data(), line.size());
      if (sent > 0) line.remove_prefix(static_cast<std::size_t>(sent));
      if (sent > 0 || (sent < 0 && errno == EINTR)) continue;
      if (errno != EAGAIN) return;  // its end is about to be noticed
    }
    pollfd room{to, POLLOUT, 0};
    (void)::poll(&room, 1, static_cast<int>(std::chrono::milliseconds(kLook).count()));
  }
  // Half a line would make nonsense of the next one.
  if (!line.empty()) kill();
}

void ExecHandler::read(pid_t child, int from) {
  std::string text;
  bool skipping = false;  // the rest of a line of which the beginning has been taken
  std::array<char, std::size_t{16} << 10> block{};
  while (true) {
    const ssize_t got = ::read(from, block.data(), block.size());
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) break;
    text.append(block.data(), static_cast<std::size_t>(got));
    std::size_t begin = 0;
    for (std::size_t end = text.find('\n'); end != std::string::npos; end = text.find('\n', begin)) {
      if (!std::exchange(skipping, false)) take_line(std::string_view(text).substr(begin, end - begin));
      begin = end + 1;
    }
    text.erase(0, begin);
    if (text.size() > kLongestAnswer) {
      if (!std::exchange(skipping, true)) take_line(whole_characters(text, kLongestAnswer));
      text.clear();
    }
  }
  // Without its answers it is of no use, whether it still runs or not.
  ::kill(-child, SIGKILL);
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  ended(status);
}

void ExecHandler::take_line(std::string_view line) {
  auto answer = to_answer(line);
  {
    const std::lock_guard lock(mutex_);
    const auto found = answer ? waiting_for(*answer) : waiting_.end();
    if (found != waiting_.end()) {
      failures_ = 0;
      ever_answered_ = true;
      names_topics_ = names_topics_ || !answer->topic.empty();
      found->second->outcome = std::move(answer->outcome);
      found->second->answered.notify_one();
      deaths_.erase(found->first);
      waiting_.erase(found);
      return;
    }
  }
  complain_of(line);
}

std::map<ExecHandler::Place, ExecHandler::Waiting*>::iterator ExecHandler::waiting_for(const HandlerAnswer& answer) {
  if (!answer.topic.empty()) return waiting_.find({answer.partition, answer.offset, answer.topic});
  const auto [first, end] = at_place(waiting_, answer.partition, answer.offset);
  return first != end && std::next(first) == end ? first : waiting_.end();
}

void ExecHandler::complain_of(std::string_view line) {
  std::size_t count = 0;
  {
    const std::lock_guard lock(mutex_);
    count = ++nonsense_;
  }
  if ((count & (count - 1)) != 0) return;  // the first, the second, the fourth, …
  const bool known = to_answer(line).has_value();
  options_.say(
      fmt::format("the handler says {}, which is {}{}", for_terminal(line.substr(0, kLongestShown)),
                  known ? "the answer to no record that waits for one"
                        : "no answer; one looks like [TOPIC] PARTITION OFFSET ok|skip|error|retry|fatal [REASON]",
                  count == 1 ? std::string() : fmt::format(" ({} such lines so far)", count)));
}

// Whether the record that it had not answered is to be tried again.
kafka::Outcome ExecHandler::blamed(const Place& place, const std::string& how) {
  if (options_.max_deaths == 0 || ending_) return kafka::Outcome::retry(fmt::format("the handler {}", how));
  if (deaths_.size() >= kMostSuspects) deaths_.clear();
  const std::uint32_t deaths = ++deaths_[place];
  // Of several that were with it at its death nobody knows which one it was.
  if (deaths < options_.max_deaths || waiting_.size() != 1) {
    return kafka::Outcome::retry(fmt::format("the handler {}", how));
  }
  deaths_.erase(place);
  return kafka::Outcome::payload_error(fmt::format("the handler died over it {} times; at last it {}", deaths, how));
}

void ExecHandler::ended(int status) {
  const std::string how = how_it_ended(status);
  // What a shell says of a command that is not there, or is none.
  const bool no_command = WIFEXITED(status) && (WEXITSTATUS(status) == 126 || WEXITSTATUS(status) == 127);
  std::size_t unanswered = 0;
  bool expected = false;
  std::chrono::milliseconds pause{0};
  {
    const std::lock_guard lock(mutex_);
    expected = ending_;
    child_ = -1;
    to_.close();
    from_.close();
    names_topics_ = false;
    last_end_ = fmt::format("ended with {}", how);
    pause = std::min<std::chrono::milliseconds>(kLongestPause, kFirstPause * (1U << std::min(failures_, 10U)));
    ++failures_;
    next_start_ = Clock::now() + pause;
    unanswered = waiting_.size();
    for (const auto& [place, waiting] : waiting_) {
      waiting->outcome = no_command && !ever_answered_
                             ? kafka::Outcome::fatal(
                                   fmt::format("--exec {}: no such command, or none that can be run", options_.command))
                             : blamed(place, last_end_);
      waiting->answered.notify_one();
    }
    waiting_.clear();
    child_ended_.notify_all();
  }
  if ((expected && unanswered == 0) || (no_command && !ever_answered_)) return;
  options_.say(fmt::format("the handler ended with {}; {} unanswered, tried again when it is back in {} ms", how,
                           unanswered == 1 ? "one record is" : fmt::format("{} records are", unanswered),
                           pause.count()));
}

}  // namespace norm::cli
