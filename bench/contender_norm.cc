// norm, in the three ways of asking it.
#include <norm/norm.h>

#include <iostream>

#include "contender.h"
#include "hot_documents.h"

namespace norm::bench {
namespace {

// A schema of ours that does not load is a mistake in this folder: it ends the run.
Validator validator_of(const Question& question) {
  const auto module = load_text(question.norm_schema, question.set + ".norm");
  if (!module) std::cerr << to_text(module.error()), std::exit(2);
  auto validator = compile(*module->last());
  if (!validator) std::cerr << to_text(validator.error()), std::exit(2);
  return *std::move(validator);
}

class BytesToVerdict {
 public:
  explicit BytesToVerdict(const Question& question) : decoder_(validator_of(question)) {}
  bool operator()(const Message& message) { return decoder_.valid(message.bytes); }

 private:
  Decoder decoder_;
};

template <FrontEnd kFrontEnd>
class BytesToDocument {
 public:
  explicit BytesToDocument(const Question& question) : decoder_(validator_of(question), {.front_end = kFrontEnd}) {}
  bool operator()(const Message& message) {
    const auto decoded = decoder_.decode(message.bytes);
    return decoded && decoded->json().IsObject();
  }

 private:
  Decoder decoder_;
};

class HotVerdict {
 public:
  explicit HotVerdict(const Question& question) : validator_(validator_of(question)) {}
  bool operator()(const Json& document) { return validator_.valid(document); }

 private:
  Validator validator_;
};

}  // namespace

std::unique_ptr<Contender> norm_bytes_to_verdict(const Question& question) {
  return std::make_unique<ByMessage<BytesToVerdict>>(question);
}
std::unique_ptr<Contender> norm_bytes_to_document(const Question& question) {
  return std::make_unique<ByMessage<BytesToDocument<FrontEnd::fastest>>>(question);
}
std::unique_ptr<Contender> norm_scalar_to_document(const Question& question) {
  return std::make_unique<ByMessage<BytesToDocument<FrontEnd::scalar>>>(question);
}
std::unique_ptr<Contender> norm_hot_document(const Question& question) {
  return std::make_unique<HotDocuments<HotVerdict>>(question);
}

}  // namespace norm::bench
