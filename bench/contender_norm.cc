// norm, in the three ways of asking it.
#include <norm/norm.h>

#include <algorithm>
#include <deque>

#include "contender.h"

namespace norm::bench {
namespace {

Validator comment_created() {
  const auto module = load_text(kNormSchema, "bench.norm");
  if (!module) return Validator(nullptr);
  auto validator = compile(*module->last());
  return validator ? *std::move(validator) : Validator(nullptr);
}

class BytesToVerdict final : public Contender {
 public:
  explicit BytesToVerdict(const Messages& messages) : messages_(messages), decoder_(comment_created()) {}

  std::size_t pass() override {
    std::size_t conform = 0;
    for (const Message& message : messages_) conform += decoder_.valid(message.bytes) ? 1U : 0U;
    return conform;
  }

 private:
  const Messages& messages_;
  Decoder decoder_;
};

class BytesToDocument final : public Contender {
 public:
  explicit BytesToDocument(const Messages& messages) : messages_(messages), decoder_(comment_created()) {}

  std::size_t pass() override {
    std::size_t conform = 0;
    for (const Message& message : messages_) {
      const auto decoded = decoder_.decode(message.bytes);
      conform += decoded && decoded->json().IsObject() ? 1U : 0U;
    }
    return conform;
  }

 private:
  const Messages& messages_;
  Decoder decoder_;
};

// A window of documents fits into the second-level cache and is judged again and again before the next one: what is
// measured is the validator, not the memory that 10,000 documents take. One pool holds them all, side by side.
class HotDocument final : public Contender {
 public:
  explicit HotDocument(const Messages& messages) : validator_(comment_created()) {
    for (const Message& message : messages) {
      if (message.is_json) documents_.emplace_back(&pool_).Parse(message.bytes.data(), message.bytes.size());
    }
  }

  std::size_t pass() override {
    std::size_t conform = 0;
    for (std::size_t begin = 0; begin < documents_.size(); begin += kWindow) {
      const std::size_t end = std::min(begin + kWindow, documents_.size());
      for (std::size_t round = 0; round < repeats(); ++round) {
        for (std::size_t i = begin; i < end; ++i) conform += validator_.valid(documents_[i]) ? 1U : 0U;
      }
    }
    return conform;
  }

  [[nodiscard]] std::size_t repeats() const override { return 20; }

 private:
  static constexpr std::size_t kWindow = 200;
  rapidjson::MemoryPoolAllocator<> pool_;
  std::deque<rapidjson::Document> documents_;
  Validator validator_;
};

}  // namespace

std::unique_ptr<Contender> norm_bytes_to_verdict(const Messages& messages) {
  return std::make_unique<BytesToVerdict>(messages);
}
std::unique_ptr<Contender> norm_bytes_to_document(const Messages& messages) {
  return std::make_unique<BytesToDocument>(messages);
}
std::unique_ptr<Contender> norm_hot_document(const Messages& messages) {
  return std::make_unique<HotDocument>(messages);
}

}  // namespace norm::bench
