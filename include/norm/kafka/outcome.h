#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>

namespace norm::kafka {

/// What became of one record: the answer of a handler. A plain value, good for ever.
struct Outcome {
  enum class Kind : std::uint8_t {
    ok,             ///< done; its offset may be committed
    pass_on,        ///< to be produced to `text`, bytes untouched; done on the broker's acknowledgement
    skip,           ///< left out on purpose; `text` says why
    payload_error,  ///< the record is to blame: to the error topic with `text`, the others go on
    retry,          ///< the world is to blame: the same record again after a pause, its partition waits
    fatal,          ///< stop the consumer; the record is not committed
  };
  Kind kind = Kind::ok;
  std::string text = {};  ///< why, UTF-8, of any length; of `pass_on` the topic; of `ok` not looked at
  std::optional<std::chrono::milliseconds> after = {};  ///< of retry: instead of the back-off

  static Outcome ok() { return {}; }
  /// REQUIRES: `topic` is one of ConsumerOptions::produces, so that a loop is found before the start.
  static Outcome pass_on(std::string topic) { return {Kind::pass_on, std::move(topic), {}}; }
  static Outcome skip(std::string reason) { return {Kind::skip, std::move(reason), {}}; }
  static Outcome payload_error(std::string explain) { return {Kind::payload_error, std::move(explain), {}}; }
  /// `after` none: ConsumerOptions::backoff. The reason goes to the event, and with the last try to the error topic.
  static Outcome retry(std::string reason, std::optional<std::chrono::milliseconds> after = {}) {
    return {Kind::retry, std::move(reason), after};
  }
  /// `Consumer::run` ends with the error `HANDLER_FATAL`; what had ended before is committed.
  static Outcome fatal(std::string reason) { return {Kind::fatal, std::move(reason), {}}; }

  friend bool operator==(const Outcome&, const Outcome&) = default;
};

/// Why a record goes to the error topic: `norm.error.class`.
enum class ErrorClass : std::uint8_t {
  payload,    ///< no JSON, or JSON that does not conform
  oversize,   ///< longer than DecodeOptions::max_bytes
  exhausted,  ///< retried ConsumerOptions::max_attempts times, or for max_retry_time
  handler,    ///< the handler said payload_error
  poison,     ///< processes died over it: CrashGuard
};

/// Where that was found: `norm.error.stage`.
enum class ErrorStage : std::uint8_t {
  decode,    ///< it is no JSON, is beyond a limit of DecodeOptions, or is null where Tombstones::error says so
  validate,  ///< it does not conform
  handle,    ///< by the handler, or on the way to the topic that it was passed on to
};

}  // namespace norm::kafka
