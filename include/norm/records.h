#pragma once

#include <norm/decode.h>
#include <norm/export.h>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string_view>

namespace norm {

/// How an input is cut into documents.
enum class RecordMode : std::uint8_t {
  /// The first line that is not blank decides: where it is the unfinished beginning of a JSON value the input is one
  /// document; where it is whole or broken (or too long to tell) it is NDJSON.
  automatic,
  /// One document, however many lines it has.
  single,
  /// A record a line. Blank lines are skipped and not counted.
  ndjson,
};

struct RecordOptions {
  RecordMode mode = RecordMode::automatic;
  std::size_t max_bytes = std::size_t{64} << 20;  ///< of one record, and about the memory for it
  std::size_t max_depth = 128;                    ///< as in DecodeOptions; matters to `automatic` only
};

/// One document's text, not yet read: give it to `Decoder::decode`.
struct Record {
  /// A line without its end (LF or CRLF), or the whole input. Blanks around the value are still there, so that offsets
  /// count from where the line or the input begins; `trim_blanks` takes them off. Valid until the next `next`.
  std::string_view bytes;
  std::size_t number = 0;  ///< of the record in its input, from 1
  std::size_t line = 0;    ///< of the input, from 1, where `bytes` begins
  std::size_t offset = 0;  ///< of the input, from 0, where `bytes` begins
  /// Longer than max_bytes, code "too_large": `bytes` is then the beginning only and the rest has been skipped.
  std::optional<DecodeError::Malformed> malformed;
};

/// Cuts an input into records: a text in memory, or a stream that is read in blocks, so that NDJSON of any size passes
/// through the memory of its longest line.
///
/// Errors: a record that is too long is malformed and never the end; that a record is no JSON is the decoder's to say.
/// Cost: linear in the input. Threads: one at a time.
/// Source: NDJSON (newline-delimited JSON), with CRLF tolerated.
///
///     RecordReader records([](char* to, std::size_t size) { return std::fread(to, 1, size, stdin); });
///     while (const auto record = records.next()) { … decoder.decode(record->bytes) … }
class NORM_API RecordReader {
 public:
  /// Puts at most `size` bytes at `to` and returns how many; 0 is the end, for good. A source that fails returns 0 and
  /// remembers why.
  using Source = std::function<std::size_t(char* to, std::size_t size)>;

  /// `input` has to outlive the reader; nothing is copied.
  explicit RecordReader(std::string_view input, RecordOptions options = {});
  explicit RecordReader(Source source, RecordOptions options = {});
  RecordReader(RecordReader&&) noexcept;
  RecordReader& operator=(RecordReader&&) noexcept;
  ~RecordReader();

  /// The next record; nullopt at the end. An input without any byte but blanks has no records, but one, which is empty,
  /// where `single` was asked for.
  [[nodiscard]] std::optional<Record> next();

  /// `single` or `ndjson` once `next` has been called and the input is not blank; what was asked for before that.
  [[nodiscard]] RecordMode mode() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// From the first byte to the last that is no blank (space, tab, LF, CR): the document without what stands around it.
[[nodiscard]] NORM_API std::string_view trim_blanks(std::string_view bytes);

}  // namespace norm
