#pragma once

// Memory that is kept between messages: blocks that grow to the largest message and give back after a giant, and
// RapidJSON's two allocators over them.
#include <rapidjson/allocators.h>

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <memory>
#include <optional>
#include <utility>

namespace norm::decode {

/// Says when kept memory has been far too large for long: the last kWindow messages all used less than an eighth of it.
class Ebb {
 public:
  static constexpr std::size_t kWindow = 256;
  /// Memory up to this size is never given back: no traffic of small messages ever allocates again.
  static constexpr std::size_t kKeep = std::size_t{64} << 10;

  /// Notes one message; a value is the capacity to shrink to.
  std::optional<std::size_t> note(std::size_t used, std::size_t capacity) {
    peak_ = std::max(peak_, used);
    if (++seen_ < kWindow) return std::nullopt;
    const std::size_t peak = std::exchange(peak_, 0);
    seen_ = 0;
    if (capacity <= kKeep || peak >= capacity / 8) return std::nullopt;
    return std::max(2 * peak, kKeep / 8);
  }

 private:
  std::size_t peak_ = 0;
  std::size_t seen_ = 0;
};

/// One block of raw memory, aligned for anything.
class Block {
 public:
  [[nodiscard]] char* data() const { return data_.get(); }
  [[nodiscard]] std::size_t capacity() const { return capacity_; }

  /// At least `size` bytes; what was in it is lost when it has to grow.
  char* reserve(std::size_t size) {
    if (size > capacity_) replace(std::max(size + size / 4, kSmallest));
    return data();
  }

  /// At least `size` bytes, the first `used` kept.
  char* grow(std::size_t used, std::size_t size) {
    if (size <= capacity_) return data();
    std::unique_ptr<char[]> old = std::move(data_);
    if (used == 0) old.reset();
    replace(std::max(size + size / 4, kSmallest), used, old.get());
    return data();
  }

  /// Tells how much the last message used, when nobody reads it any more.
  void settle(std::size_t used) {
    if (const std::optional<std::size_t> size = ebb_.note(used, capacity_)) replace(*size);
  }

 private:
  static constexpr std::size_t kSmallest = 4096;

  void replace(std::size_t size, std::size_t used = 0, const char* old = nullptr) {
    if (used == 0) data_.reset();  // before its successor, not beside it
    data_ = std::make_unique_for_overwrite<char[]>(size);
    capacity_ = size;
    if (used != 0) std::memcpy(data_.get(), old, used);
  }

  std::unique_ptr<char[]> data_;
  std::size_t capacity_ = 0;
  Ebb ebb_;
};

/// The allocator of a Document's stack, which frees its memory after every message: here that costs nothing, for there
/// is one stack and one block.
class StackAllocator {
 public:
  static const bool kNeedFree = false;  // RapidJSON's Allocator concept spells these names

  void* Malloc(std::size_t size) { return Realloc(nullptr, 0, size); }
  void* Realloc(void* old, std::size_t old_size, std::size_t size) {
    used_ = std::max(used_, size);
    return block_.grow(old == nullptr ? 0 : old_size, size);
  }
  static void Free(void*) {}

  /// Before a message; the last one's stack is dead.
  void settle() { block_.settle(std::exchange(used_, 0)); }

 private:
  Block block_;
  std::size_t used_ = 0;
};

/// RapidJSON's pool over a kept block. Its Clear() would keep a first block that was too small, and the chunks beyond
/// it are malloc'ed each time; here the block grows to what the last message needed.
class ReusedPool {
 public:
  using Pool = rapidjson::MemoryPoolAllocator<>;

  ReusedPool() = default;
  ReusedPool(const ReusedPool&) = delete;
  ReusedPool& operator=(const ReusedPool&) = delete;

  /// An empty pool for a text of `bytes` bytes; what the last one gave is dead.
  Pool& renew(std::size_t bytes) {
    const std::size_t used = pool_ ? pool_->Size() + kHeader : 0;
    pool_.reset();
    block_.settle(used);
    block_.reserve(std::max(used, kHeader + 1));
    // A giant's first time: few large chunks rather than many of 64 KiB.
    pool_.emplace(block_.data(), block_.capacity(), std::max(bytes, kChunk), &base_);
    return *pool_;
  }

 private:
  static constexpr std::size_t kChunk = std::size_t{64} << 10;
  static constexpr std::size_t kHeader = 64;  // more than RapidJSON's own of the block

  Block block_;
  rapidjson::CrtAllocator base_;
  std::optional<Pool> pool_;  // uses block_ and base_: dies first
};

}  // namespace norm::decode
