// norm, in the three ways of asking it.
#include <norm/norm.h>

#include <algorithm>
#include <deque>
#include <iostream>

#include "contender.h"

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

class BytesToDocument {
 public:
  explicit BytesToDocument(const Question& question) : decoder_(validator_of(question)) {}
  bool operator()(const Message& message) {
    const auto decoded = decoder_.decode(message.bytes);
    return decoded && decoded->json().IsObject();
  }

 private:
  Decoder decoder_;
};

// A window of documents fits into the second-level cache and is judged again and again before the next one: what is
// measured is the validator, not the memory that all documents take. One pool holds them all, side by side.
class HotDocument final : public Contender {
 public:
  explicit HotDocument(const Question& question) : validator_(validator_of(question)) {
    std::size_t bytes = kWindowBytes;
    numbers_.reserve(question.messages.size());
    for (const Message& message : question.messages) {
      numbers_.push_back(documents_.size());
      if (!message.is_json) continue;
      if (bytes >= kWindowBytes) {
        windows_.push_back(documents_.size());
        bytes = 0;
      }
      bytes += message.bytes.size();
      documents_.emplace_back(&pool_).Parse(message.bytes.data(), message.bytes.size());
      numbers_.back() = documents_.size();
    }
    windows_.push_back(documents_.size());
  }

  bool judge(std::size_t message) override {
    const std::size_t before = message == 0 ? 0 : numbers_[message - 1];
    return numbers_[message] > before && validator_.valid(documents_[numbers_[message] - 1]);
  }

  std::size_t pass() override {
    std::size_t conform = 0;
    for (std::size_t window = 1; window < windows_.size(); ++window) {
      for (std::size_t round = 0; round < repeats(); ++round) {
        for (std::size_t i = windows_[window - 1]; i < windows_[window]; ++i) {
          conform += validator_.valid(documents_[i]) ? 1U : 0U;
        }
      }
    }
    return conform;
  }

  [[nodiscard]] std::size_t repeats() const override { return 10; }

 private:
  static constexpr std::size_t kWindowBytes = std::size_t{96} << 10;
  rapidjson::MemoryPoolAllocator<> pool_;
  std::deque<rapidjson::Document> documents_;
  std::vector<std::size_t> windows_;  // where each begins; the last is the end
  std::vector<std::size_t> numbers_;  // of each message: how many documents there are up to it
  Validator validator_;
};

}  // namespace

std::unique_ptr<Contender> norm_bytes_to_verdict(const Question& question) {
  return std::make_unique<ByMessage<BytesToVerdict>>(question);
}
std::unique_ptr<Contender> norm_bytes_to_document(const Question& question) {
  return std::make_unique<ByMessage<BytesToDocument>>(question);
}
std::unique_ptr<Contender> norm_hot_document(const Question& question) {
  return std::make_unique<HotDocument>(question);
}

}  // namespace norm::bench
