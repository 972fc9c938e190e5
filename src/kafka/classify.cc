// The tables behind classify.h.
#include "kafka/classify.h"

namespace norm::kafka {

ErrorKind classify(const DecodeError& error) {
  if (!error.malformed) return {ErrorClass::payload, ErrorStage::validate};
  if (error.malformed->code == "too_large") return {ErrorClass::oversize, ErrorStage::decode};
  return {ErrorClass::payload, ErrorStage::decode};
}

std::string_view name(ErrorClass error_class) {
  switch (error_class) {
    case ErrorClass::payload: return "payload";
    case ErrorClass::oversize: return "oversize";
    case ErrorClass::exhausted: return "exhausted";
    case ErrorClass::handler: return "handler";
    case ErrorClass::poison: return "poison";
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
