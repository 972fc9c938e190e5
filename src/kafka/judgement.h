#pragma once

// From a record to an answer: framing, tombstones, decoding, the user's handler. Runs in the loop's thread or a
// worker's, and touches nothing that they share.
#include <norm/decode.h>
#include <norm/kafka/consumer.h>
#include <norm/kafka/options.h>

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "kafka/engine.h"
#include "kafka/error_record.h"

namespace norm::kafka {

/// Of one attempt.
struct Times {
  Clock::time_point begun = {};
  std::optional<Clock::time_point> handled_from = {};  ///< none: the handler was not called
  Clock::time_point ended = {};
};

/// An Answer that owns what it says. Large, so what most records get is none at all: an `ok` of which nothing more is
/// to be said.
struct Judgement {
  Answer::Kind kind = Answer::Kind::ok;
  ErrorKind error = {ErrorClass::payload, ErrorStage::decode};
  std::string text = {};  ///< why; of pass_on the topic
  std::optional<std::chrono::milliseconds> after = {};
  std::optional<DecodeError> decode = {};          ///< where it did not conform
  std::shared_ptr<const std::string> schema = {};  ///< that it was judged by; none: it has ended
  bool thrown = false;                             ///< by the handler, rather than said
  bool audit = false;                              ///< of pass_on: to the audit topic
  std::vector<OwnHeader> headers = {};             ///< of pass_on: added to the record's own
  std::string claim = {};                          ///< of pass_on: the message that is done once the topic has it
  std::shared_ptr<const Times> times = {};         ///< null: nobody asks
};

class Decoders;
class Once;

/// None: it conforms, the handler has taken it, and nobody asks for more. The adapter's only catch is in here: what a
/// handler throws must not tear the loop down between two states.
[[nodiscard]] std::optional<Judgement> judge_record(const Record& record, Decoders& decoders, const Handler& handler,
                                                    const ConsumerOptions& options, Once& once);

}  // namespace norm::kafka
