#pragma once

// Every payload of a command line judged, on all the cores that were asked for, and handed on in the order of the
// input.
#include <norm/decode.h>
#include <norm/validator.h>

#include <cstddef>
#include <memory>

#include "cli/payloads.h"

namespace norm::cli {

/// With one job each payload is judged as it comes, where it lies. With more, payloads are copied into batches, other
/// threads judge these, and the calling thread visits what is done, in order. No thread is begun for less than a batch.
class Judge {
 public:
  /// `visit` is called by the thread that calls the members, and says whether to go on.
  Judge(const Validator& validator, const DecodeOptions& options, std::size_t jobs, Visit visit);
  Judge(const Judge&) = delete;
  Judge& operator=(const Judge&) = delete;
  ~Judge();

  /// The next payload; false: no more are wanted.
  [[nodiscard]] bool add(const Payload& payload);
  /// All that was added is judged and visited: before a wait for more input, and at its end. False as for `add`.
  bool drain();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace norm::cli
