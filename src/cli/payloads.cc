// The payloads of a command line as one sequence of records.
#include "cli/payloads.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <thread>
#include <utility>

#include "cli/console.h"
#include "cli/interrupt.h"
#include "cli/judge.h"
#include "cli/table.h"

namespace norm::cli {
namespace {

// An open input; remembers why reading stopped.
class InputFile {
 public:
  /// `before_wait` is called before what may take long, an open or a read of a pipe; false ends the input.
  InputFile(const std::string& path, std::function<bool()> before_wait)
      : is_stdin_(path == "-"), before_wait_(std::move(before_wait)) {
    struct stat status {};
    if (!is_stdin_ && ::stat(path.c_str(), &status) == 0 && !S_ISREG(status.st_mode) && !let_go()) return;
    descriptor_ = is_stdin_ ? STDIN_FILENO : ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor_ < 0) {
      error_ = errno;
      return;
    }
    waits_ = ::fstat(descriptor_, &status) == 0 && !S_ISREG(status.st_mode);
    if (is_stdin_ && ::isatty(descriptor_) == 1) complain("reading payloads from the terminal; Ctrl-D ends them");
  }
  InputFile(const InputFile&) = delete;
  InputFile& operator=(const InputFile&) = delete;
  ~InputFile() {
    if (!is_stdin_ && descriptor_ >= 0) ::close(descriptor_);
  }

  std::size_t read(char* to, std::size_t size) {
    if (error_ != 0) return 0;
    while (!interrupted()) {
      if (waits_ && !has_input(descriptor_)) {
        if (!let_go()) return 0;
        wait_for_input(descriptor_);
        if (interrupted()) break;
      }
      const ssize_t got = ::read(descriptor_, to, size);
      if (got >= 0) return static_cast<std::size_t>(got);
      if (errno == EINTR) continue;
      error_ = errno;
      return 0;
    }
    error_ = EINTR;
    return 0;
  }

  [[nodiscard]] int error() const { return error_; }

 private:
  /// A pipe may be silent for long: what is known by now goes out first.
  bool let_go() {
    if (!before_wait_()) error_ = EINTR;
    out().flush();
    err().flush();
    return error_ == 0;
  }

  bool is_stdin_;
  std::function<bool()> before_wait_;
  int descriptor_ = -1;
  bool waits_ = false;
  int error_ = 0;
};

}  // namespace

std::string Payload::name() const {
  if (!one_of_many) return *file;
  if (record.line == record.number) return fmt::format("{}:{}", *file, record.line);
  return fmt::format("{}:{} (record {})", *file, record.line, record.number);
}

std::optional<std::uint64_t> bytes_of_all(const std::vector<std::string>& files) {
  std::uint64_t total = 0;
  const auto add = [&](const std::string& file) {
    struct stat status {};
    const int failed = file == "-" ? ::fstat(STDIN_FILENO, &status) : ::stat(file.c_str(), &status);
    if (failed != 0) return true;  // it will be said when it is read
    total += static_cast<std::uint64_t>(status.st_size);
    return S_ISREG(status.st_mode);
  };
  const bool known = files.empty() ? add("-") : std::all_of(files.begin(), files.end(), add);
  return known ? std::optional(total) : std::nullopt;
}

DecodeOptions PayloadOptions::options_for_report() const {
  constexpr std::size_t kLookedAt = 10'000;
  DecodeOptions options = decode_;
  options.max_errors = std::max(options.max_errors, kLookedAt);
  return options;
}

void PayloadOptions::configure(CLI::App& app) {
  auto* single = app.add_flag("--single", single_, "Each input is one document, however many lines it has");
  app.add_flag("--ndjson", ndjson_, "Each line is a document")->excludes(single);
  app.add_option("--max-errors", decode_.max_errors, "Stop explaining a document after so many problems")
      ->capture_default_str()
      ->type_name("N")
      ->check(CLI::Range(std::size_t{1}, std::size_t{1'000'000}));
  app.add_option("--max-bytes", decode_.max_bytes, "A longer document, blanks around it counted, is malformed")
      ->capture_default_str()
      ->type_name("N")
      ->check(CLI::Range(std::size_t{1}, std::size_t{1} << 32));
  app.add_option("--max-depth", decode_.max_depth, "A document nested deeper is malformed")
      ->capture_default_str()
      ->type_name("N")
      ->check(CLI::Range(std::size_t{0}, std::size_t{1000}));
  app.add_option("--jobs", jobs_, "Judge so many batches at a time; as many as there are cores if not given")
      ->type_name("N")
      ->check(CLI::Range(std::size_t{1}, std::size_t{256}));
}

bool PayloadOptions::judge_all(const std::vector<std::string>& files, const Validator& validator,
                               const DecodeOptions& options, Visit visit) const {
  RecordOptions cutting;
  cutting.mode = single_ ? RecordMode::single : ndjson_ ? RecordMode::ndjson : RecordMode::automatic;
  cutting.max_bytes = options.max_bytes;
  cutting.max_depth = options.max_depth;
  std::vector<std::pair<std::string, std::string>> inputs;  // path and name; payloads point to the names
  for (const std::string& path : files) inputs.emplace_back(path, path == "-" ? "<stdin>" : path);
  if (inputs.empty()) inputs.emplace_back("-", "<stdin>");

  const std::size_t cores = std::max(std::thread::hardware_concurrency(), 1U);
  Judge judge(validator, options, jobs_.value_or(cores), std::move(visit));
  bool all_read = true;
  std::size_t number = 0;
  for (const auto& [path, name] : inputs) {
    InputFile input(path, [&judge] { return judge.drain(); });
    RecordReader records([&input](char* to, std::size_t size) { return input.read(to, size); }, cutting);
    while (auto record = records.next()) {
      // What a failed read has left of a document is none.
      if (input.error() != 0) break;
      const Payload payload{*record, ++number, records.mode() == RecordMode::ndjson, &name};
      if (!judge.add(payload)) return all_read;
    }
    if (interrupted()) return all_read;
    if (input.error() != 0) {
      if (!judge.drain()) return all_read;
      complain(fmt::format("cannot read {}: {}", harmless(name), std::strerror(input.error())));
      all_read = false;
    }
  }
  (void)judge.drain();
  return all_read;
}

std::string joined(std::string_view document) {
  constexpr std::string_view kBreaks = "\r\n";
  constexpr std::string_view kBlanks = " \t\r\n";
  std::string line;
  line.reserve(document.size());
  while (!document.empty()) {
    const std::size_t end = document.find_first_of(kBreaks);
    line += document.substr(0, end);
    if (end == std::string_view::npos) break;
    line.resize(line.find_last_not_of(kBlanks) + 1);
    const std::size_t next = document.find_first_not_of(kBlanks, end);
    if (next == std::string_view::npos) break;
    document.remove_prefix(next);
  }
  return line;
}

}  // namespace norm::cli
