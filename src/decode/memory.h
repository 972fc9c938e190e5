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

/// Says when kept memory has been far too large for long: it was taken for a message more than eight times as large as
/// each of the last kWindow.
class Ebb {
 public:
  static constexpr std::size_t kWindow = 256;
  /// What messages up to this size take is never given back: no traffic of small ones ever allocates again.
  static constexpr std::size_t kKeep = std::size_t{8} << 10;

  /// Notes the next message; true: all memory is to be given back before it is read.
  bool note(std::size_t bytes) {
    peak_ = std::max(peak_, bytes);
    if (++seen_ < kWindow) return false;
    const std::size_t peak = std::exchange(peak_, 0);
    seen_ = 0;
    const bool ebbed = largest_ > kKeep && peak < largest_ / 8;
    largest_ = ebbed ? peak : std::max(largest_, peak);
    return ebbed;
  }

 private:
  std::size_t peak_ = 0;  // since the window began
  std::size_t seen_ = 0;
  std::size_t largest_ = 0;  // before it, since memory was given back
};

/// One block of raw memory, aligned for anything.
class Block {
 public:
  [[nodiscard]] char* data() const { return data_.get(); }
  [[nodiscard]] std::size_t capacity() const { return capacity_; }

  /// At least `size` bytes; what was in it is lost when it has to grow.
  char* reserve(std::size_t size) {
    if (size > capacity_) replace(with_slack(size));
    return data();
  }

  /// At least `size` bytes, the first `used` kept.
  char* grow(std::size_t used, std::size_t size) {
    if (size <= capacity_) return data();
    std::unique_ptr<char[]> old = std::move(data_);
    if (used == 0) old.reset();
    replace(with_slack(size), used, old.get());
    return data();
  }

  void release() {
    data_.reset();
    capacity_ = 0;
  }

 private:
  static constexpr std::size_t kSmallest = 4096;
  static constexpr std::size_t kMostSlack = std::size_t{16} << 10;

  /// The next message may be a little larger; a giant needs no more room than it takes.
  static std::size_t with_slack(std::size_t size) {
    return std::max(size + std::min(size / 4, kMostSlack), kSmallest);
  }

  void replace(std::size_t size, std::size_t used = 0, const char* old = nullptr) {
    if (used == 0) data_.reset();  // before its successor, not beside it
    data_ = std::make_unique_for_overwrite<char[]>(size);
    capacity_ = size;
    if (used != 0) std::memcpy(data_.get(), old, used);
  }

  std::unique_ptr<char[]> data_;
  std::size_t capacity_ = 0;
};

/// The allocator of a Document's stack, which frees its memory after every message: here that costs nothing, for there
/// is one stack and one block.
class StackAllocator {
 public:
  static const bool kNeedFree = false;  // RapidJSON's Allocator concept spells these names

  void* Malloc(std::size_t size) { return Realloc(nullptr, 0, size); }
  void* Realloc(void* old, std::size_t old_size, std::size_t size) {
    return block_.grow(old == nullptr ? 0 : old_size, size);
  }
  static void Free(void*) {}

  [[nodiscard]] std::size_t capacity() const { return block_.capacity(); }
  /// REQUIRES: no document uses it.
  void release() { block_.release(); }

 private:
  Block block_;
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
    const bool fitted = pool_ && pool_->Capacity() <= block_.capacity();
    if (fitted && bytes <= chunk_) {
      pool_->Clear();
      return *pool_;
    }
    const std::size_t used = pool_ ? pool_->Size() + kHeader : 0;
    pool_.reset();
    block_.reserve(std::max(used, kHeader + 1));
    // A giant's first time: few large chunks rather than many of 64 KiB.
    chunk_ = std::max(bytes, kChunk);
    return pool_.emplace(block_.data(), block_.capacity(), chunk_, &base_);
  }

  /// What it gave is dead.
  void release() {
    pool_.reset();
    block_.release();
  }

 private:
  static constexpr std::size_t kChunk = std::size_t{64} << 10;
  static constexpr std::size_t kHeader = 64;  // more than RapidJSON's own of the block

  Block block_;
  std::size_t chunk_ = 0;
  rapidjson::CrtAllocator base_;
  std::optional<Pool> pool_;  // uses block_ and base_: dies first
};

}  // namespace norm::decode
