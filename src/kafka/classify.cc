// The tables behind classify.h.
#include "kafka/classify.h"

namespace norm::kafka {

ErrorKind classify(const DecodeError& error) {
  if (!error.malformed) return {ErrorClass::payload, ErrorStage::validate};
  if (error.malformed->code == "too_large") return {ErrorClass::oversize, ErrorStage::decode};
  return {ErrorClass::payload, ErrorStage::decode};
}

Step next_step(Outcome::Kind outcome, std::uint32_t attempts, std::uint32_t max_attempts) {
  switch (outcome) {
    case Outcome::Kind::ok: return Step::finish;
    case Outcome::Kind::pass_on: return Step::pass_on;
    case Outcome::Kind::skip: return Step::skip;
    case Outcome::Kind::payload_error: return Step::error_topic;
    case Outcome::Kind::retry: return max_attempts != 0 && attempts >= max_attempts ? Step::exhausted : Step::block;
    case Outcome::Kind::fatal: return Step::stop;
  }
  return Step::stop;
}

std::string_view name(ErrorClass error_class) {
  switch (error_class) {
    case ErrorClass::payload: return "payload";
    case ErrorClass::oversize: return "oversize";
    case ErrorClass::exhausted: return "exhausted";
    case ErrorClass::handler: return "handler";
  }
  return "";
}

std::string_view name(ErrorStage stage) {
  switch (stage) {
    case ErrorStage::decode: return "decode";
    case ErrorStage::validate: return "validate";
    case ErrorStage::handle: return "handle";
  }
  return "";
}

}  // namespace norm::kafka
