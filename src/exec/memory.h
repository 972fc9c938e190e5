#pragma once

// Working memory of one evaluation: verdicts worth remembering and room for lists. One a thread, reused, so that a
// message costs no allocation once the largest has been seen.
#include <norm/json.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace norm::exec {

/// Verdicts by (code, value). Cleared in constant time between messages.
class Verdicts {
 public:
  enum class Answer : std::uint8_t { unknown, no, yes };
  [[nodiscard]] Answer find(std::uint32_t code, const Json* value) const;
  void add(std::uint32_t code, const Json* value, bool verdict);
  void clear();
  [[nodiscard]] std::size_t bytes() const { return slots_.capacity() * sizeof(Slot); }

 private:
  struct Slot {
    const Json* value = nullptr;
    std::uint32_t code = 0;
    std::uint32_t round_and_verdict = 0;  // round * 2 + verdict; another round's slot is free
  };
  [[nodiscard]] std::size_t home(std::uint32_t code, const Json* value) const;
  void grow();

  std::vector<Slot> slots_;
  std::size_t used_ = 0;
  std::uint32_t round_ = 1;
};

struct Memory {
  Verdicts verdicts;
  std::vector<std::uint32_t> scratch;  ///< used as a stack: see Scratch
  bool in_use = false;

  /// Gives back what one giant message made it take.
  void trim();
};

/// A block of `size` zeroed words on top of Memory::scratch for as long as it lives. By index, since blocks above may
/// move the memory.
class Scratch {
 public:
  Scratch(Memory& memory, std::size_t size) : memory_(memory), base_(memory.scratch.size()) {
    memory_.scratch.resize(base_ + size, 0);
  }
  ~Scratch() { memory_.scratch.resize(base_); }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  std::uint32_t& operator[](std::size_t i) { return memory_.scratch[base_ + i]; }

 private:
  Memory& memory_;
  std::size_t base_;
};

/// The calling thread's Memory; one of its own where that is busy (a host predicate that validates in turn). Taken when
/// it is first asked for: most verdicts need none.
class Lease {
 public:
  Lease() = default;
  ~Lease() {
    if (memory_ != nullptr) give_back();
  }
  Lease(const Lease&) = delete;
  Lease& operator=(const Lease&) = delete;
  [[nodiscard]] Memory& memory() {
    if (memory_ == nullptr) take();
    return *memory_;
  }

 private:
  void take();
  void give_back();

  std::unique_ptr<Memory> own_;
  Memory* memory_ = nullptr;
};

}  // namespace norm::exec
