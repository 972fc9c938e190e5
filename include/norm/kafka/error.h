#pragma once

#include <string>

namespace norm::kafka {

/// The world's mistake: a broker, the network, the configuration, a handler that gave up.
///
/// `name` is stable and for programs; `message` is for people, says what to do next and may change between releases.
struct Error {
  int code = 0;         ///< librdkafka's number where the error is librdkafka's, else 0
  std::string name;     ///< `_TRANSPORT`, `GROUP_AUTHORIZATION_FAILED`, …; ours: `CONFIG`, `LOOP`, `TOPIC_MISSING`,
                        ///< `HANDLER_FATAL`, `EXHAUSTED`, `FLOOD`, `GONE`, `DEMO`
  std::string message;  ///< one sentence or two, no newline
  bool fatal = false;   ///< this client cannot go on; make a new one
  bool retriable = false;  ///< the same call may succeed later

  friend bool operator==(const Error&, const Error&) = default;
};

}  // namespace norm::kafka
