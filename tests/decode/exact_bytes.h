#pragma once

// A text in a heap block of exactly its size, so that ASan sees a read of the byte behind it.
#include <cstddef>
#include <cstring>
#include <memory>
#include <string_view>

namespace norm::decode::testing {

class ExactBytes {
 public:
  explicit ExactBytes(std::string_view text) : block_(std::make_unique<char[]>(text.size())), size_(text.size()) {
    if (size_ != 0) std::memcpy(block_.get(), text.data(), size_);
  }
  [[nodiscard]] std::string_view view() const { return {block_.get(), size_}; }

 private:
  std::unique_ptr<char[]> block_;
  std::size_t size_;
};

}  // namespace norm::decode::testing
