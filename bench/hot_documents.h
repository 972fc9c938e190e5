#pragma once

// Documents that were parsed before, for who judges those.
#include <rapidjson/document.h>

#include <cstddef>
#include <deque>
#include <vector>

#include "contender.h"

namespace norm::bench {

/// `Judge` says it of one document: bool operator()(const rapidjson::Value&). Messages that are no JSON are left out.
///
/// A window of documents fits into the second-level cache and is judged again and again before the next one: what is
/// measured is the validator, not the memory that all documents take. One pool holds them all, side by side.
template <class Judge>
class HotDocuments final : public Contender {
 public:
  explicit HotDocuments(const Question& question) : judge_(question) {
    std::size_t bytes = kWindowBytes;
    numbers_.reserve(question.messages.size());
    for (const Message& message : question.messages) {
      if (message.is_json) {
        if (bytes >= kWindowBytes) {
          windows_.push_back(documents_.size());
          bytes = 0;
        }
        bytes += message.bytes.size();
        documents_.emplace_back(&pool_).Parse(message.bytes.data(), message.bytes.size());
      }
      numbers_.push_back(documents_.size());
    }
    windows_.push_back(documents_.size());
  }

  bool judge(std::size_t message) override {
    const std::size_t before = message == 0 ? 0 : numbers_[message - 1];
    return numbers_[message] > before && judge_(documents_[before]);
  }

  std::size_t pass() override {
    std::size_t conform = 0;
    for (std::size_t window = 1; window < windows_.size(); ++window) {
      for (std::size_t round = 0; round < repeats(); ++round) {
        for (std::size_t i = windows_[window - 1]; i < windows_[window]; ++i)
          conform += judge_(documents_[i]) ? 1U : 0U;
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
  Judge judge_;
};

}  // namespace norm::bench
