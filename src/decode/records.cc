// Cuts an input into records. A text in memory is an input whose bytes are all there; a stream shows a window of its
// bytes, which more() widens and drop() moves.
#include <norm/records.h>

#include <algorithm>
#include <cstring>
#include <utility>

#include "decode/fault.h"
#include "decode/reader.h"
#include "decode/token.h"

namespace norm {
namespace {

class Input {
 public:
  explicit Input(std::string_view text) : window_(text) {}
  explicit Input(RecordReader::Source source) : source_(std::move(source)), open_(true) {}

  /// The bytes at hand, from the first that was not dropped.
  [[nodiscard]] std::string_view window() const { return window_; }

  void drop(std::size_t size) { window_.remove_prefix(size); }

  /// Adds a block to the window; false at the end. Views into the window die.
  bool more() {
    if (!open_) return false;
    make_room();
    char* const end = buffer_.get() + (window_.data() - buffer_.get()) + window_.size();
    const std::size_t size = std::min(source_(end, kBlock), kBlock);
    open_ = size > 0;
    window_ = {window_.data(), window_.size() + size};
    return open_;
  }

 private:
  static constexpr std::size_t kBlock = std::size_t{64} << 10;

  /// Room for a block behind the window. Cost: the window's size, but only after at least as many bytes were dropped
  /// before it or it doubled: constant a byte.
  void make_room() {
    if (buffer_ == nullptr) window_ = {};
    const std::size_t begin = buffer_ == nullptr ? 0 : static_cast<std::size_t>(window_.data() - buffer_.get());
    if (buffer_ != nullptr && begin + window_.size() + kBlock <= capacity_) return;
    if (buffer_ != nullptr && begin >= window_.size() + kBlock) {
      std::memcpy(buffer_.get(), window_.data(), window_.size());  // apart: begin >= size
    } else {
      capacity_ = 2 * (window_.size() + kBlock);
      auto larger = std::make_unique_for_overwrite<char[]>(capacity_);
      if (!window_.empty()) std::memcpy(larger.get(), window_.data(), window_.size());
      buffer_ = std::move(larger);
    }
    window_ = {buffer_.get(), window_.size()};
  }

  std::string_view window_;
  RecordReader::Source source_;
  bool open_ = false;
  std::unique_ptr<char[]> buffer_;
  std::size_t capacity_ = 0;
};

bool is_blank_text(std::string_view text) { return trim_blanks(text).empty(); }

/// A line at the front of a text or behind `from`.
struct Line {
  std::string_view bytes;    // without its end; where it is too long only the beginning
  std::size_t consumed = 0;  // with its end
  bool too_long = false;     // `consumed` then covers `bytes` only, where its end is not in sight
  bool cut = false;          // its end is not in sight
  bool ended = false;        // by a line feed, the last of what is consumed
};

}  // namespace

struct RecordReader::State {
  State(Input from, const RecordOptions& options)
      : input(std::move(from)), limits(decode::clamped(options.max_bytes, options.max_depth)), mode(options.mode) {}

  /// The line `from` bytes behind the window's beginning; nullopt where there is none.
  std::optional<Line> line_at(std::size_t from) {
    std::size_t searched = 0;
    const std::size_t longest = limits.max_bytes + 2;  // with CR and LF
    for (;;) {
      const std::string_view rest = input.window().substr(from);
      const std::string_view near = rest.substr(0, longest);
      if (const std::size_t end = near.find('\n', searched); end != std::string_view::npos) {
        std::string_view bytes = near.substr(0, end);
        if (bytes.ends_with('\r')) bytes.remove_suffix(1);
        return Line{bytes.substr(0, limits.max_bytes), end + 1, bytes.size() > limits.max_bytes, false, true};
      }
      searched = near.size();
      if (searched == longest) return Line{near.substr(0, limits.max_bytes), limits.max_bytes, true, true};
      if (input.more()) continue;
      // The end of the input ends the last line too. Looking for more may have moved it.
      const std::string_view last = input.window().substr(from);
      if (last.empty()) return std::nullopt;
      return Line{last.substr(0, limits.max_bytes), last.size(), last.size() > limits.max_bytes};
    }
  }

  void drop(std::size_t size) {
    const std::string_view gone = input.window().substr(0, size);
    // Lines are long: finding their ends is faster than looking at every byte.
    for (std::size_t at = 0; (at = gone.find('\n', at)) != std::string_view::npos; ++at) ++line;
    drop_counted(size);
  }
  /// The same of bytes whose line feeds are counted.
  void drop_counted(std::size_t size) {
    offset += size;
    input.drop(size);
  }

  /// The rest of a line whose beginning was handed out as too long.
  void skip_line() {
    for (;;) {
      const std::string_view window = input.window();
      const std::size_t end = window.find('\n');
      drop(end == std::string_view::npos ? window.size() : end + 1);
      if (end != std::string_view::npos || !input.more()) return;
    }
  }

  /// The rule of RecordMode::automatic. Blank lines stay in the window, as they belong to a single document, unless
  /// they alone are more than a record may be.
  void decide() {
    std::size_t blank = 0;
    for (;;) {
      const std::optional<Line> first = line_at(blank);
      if (!first) return;
      if (!first->too_long && is_blank_text(first->bytes)) {
        blank += first->consumed;
        if (blank > limits.max_bytes) drop(std::exchange(blank, 0));
        continue;
      }
      decode::Checker checker;
      decode::Reader reader(limits);
      const bool unfinished = !first->too_long && decode::is_unfinished(reader.read(first->bytes, nullptr, checker));
      mode = unfinished ? RecordMode::single : RecordMode::ndjson;
      return;
    }
  }

  Record record(std::string_view bytes, bool too_long) {
    Record result{bytes, ++number, line, offset, std::nullopt};
    if (too_long) {
      result.malformed = decode::to_malformed(decode::Fault{decode::FaultKind::too_large, limits.max_bytes}, limits);
    }
    return result;
  }

  std::optional<Record> next_single() {
    if (number > 0) return std::nullopt;
    while (input.window().size() <= limits.max_bytes && input.more()) {
    }
    const std::string_view all = input.window();
    return record(all.substr(0, limits.max_bytes), all.size() > limits.max_bytes);
  }

  std::optional<Record> next_line() {
    for (;;) {
      const std::optional<Line> found = line_at(0);
      if (!found) return std::nullopt;
      if (!found->too_long && is_blank_text(found->bytes)) {
        drop(found->consumed);
        continue;
      }
      // Its bytes are handed out, so it is dropped when the caller comes back.
      handed = found->consumed;
      handed_cut = found->cut;
      handed_lines = found->ended ? 1 : 0;
      return record(found->bytes, found->too_long);
    }
  }

  Input input;
  decode::Limits limits;
  RecordMode mode;
  std::size_t number = 0;  // of the last record
  std::size_t line = 1;    // where the window begins
  std::size_t offset = 0;
  std::size_t handed = 0;        // bytes of the window that the caller has
  std::size_t handed_lines = 0;  // line feeds in them
  bool handed_cut = false;
};

RecordReader::RecordReader(std::string_view input, RecordOptions options)
    : state_(std::make_unique<State>(Input(input), options)) {}
RecordReader::RecordReader(Source source, RecordOptions options)
    : state_(std::make_unique<State>(Input(std::move(source)), options)) {}
RecordReader::RecordReader(RecordReader&&) noexcept = default;
RecordReader& RecordReader::operator=(RecordReader&&) noexcept = default;
RecordReader::~RecordReader() = default;

std::optional<Record> RecordReader::next() {
  State& state = *state_;
  state.line += std::exchange(state.handed_lines, 0);
  state.drop_counted(std::exchange(state.handed, 0));
  if (std::exchange(state.handed_cut, false)) state.skip_line();
  if (state.mode == RecordMode::automatic) state.decide();
  switch (state.mode) {
    case RecordMode::automatic: break;  // nothing but blanks
    case RecordMode::single: return state.next_single();
    case RecordMode::ndjson: return state.next_line();
  }
  return std::nullopt;
}

RecordMode RecordReader::mode() const { return state_->mode; }

std::string_view trim_blanks(std::string_view bytes) {
  while (!bytes.empty() && decode::is_blank(bytes.front())) bytes.remove_prefix(1);
  while (!bytes.empty() && decode::is_blank(bytes.back())) bytes.remove_suffix(1);
  return bytes;
}

}  // namespace norm
