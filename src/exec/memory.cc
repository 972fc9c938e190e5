// Working memory, one a thread.
#include "exec/memory.h"

#include <algorithm>

namespace norm::exec {
namespace {

constexpr std::size_t kKeptBytes = std::size_t{1} << 20;

thread_local Memory thread_memory;

}  // namespace

std::size_t Verdicts::home(std::uint32_t code, const Json* value) const {
  // Values lie 16 bytes apart; the product spreads them over the upper bits.
  const std::uint64_t mixed =
      ((reinterpret_cast<std::uintptr_t>(value) >> 4) + code * std::uint64_t{0x632BE59BD9B4E019}) *
      std::uint64_t{0x9E3779B97F4A7C15};
  return static_cast<std::size_t>(mixed >> 32) & (slots_.size() - 1);
}

Verdicts::Answer Verdicts::find(std::uint32_t code, const Json* value) const {
  if (used_ == 0) return Answer::unknown;
  for (std::size_t at = home(code, value);; at = (at + 1) & (slots_.size() - 1)) {
    const Slot& slot = slots_[at];
    if (slot.round_and_verdict >> 1 != round_) return Answer::unknown;
    if (slot.value == value && slot.code == code) return (slot.round_and_verdict & 1) != 0 ? Answer::yes : Answer::no;
  }
}

void Verdicts::add(std::uint32_t code, const Json* value, bool verdict) {
  if ((used_ + 1) * 2 > slots_.size()) grow();
  std::size_t at = home(code, value);
  while (slots_[at].round_and_verdict >> 1 == round_) at = (at + 1) & (slots_.size() - 1);
  slots_[at] = {value, code, round_ * 2 + (verdict ? 1 : 0)};
  ++used_;
}

void Verdicts::grow() {
  std::vector<Slot> old = std::move(slots_);
  slots_.assign(old.empty() ? 64 : old.size() * 2, Slot{});
  for (const Slot& slot : old) {
    if (slot.round_and_verdict >> 1 != round_) continue;
    std::size_t at = home(slot.code, slot.value);
    while (slots_[at].round_and_verdict >> 1 == round_) at = (at + 1) & (slots_.size() - 1);
    slots_[at] = slot;
  }
}

void Verdicts::clear() {
  used_ = 0;
  if (++round_ < (std::uint32_t{1} << 31)) return;
  round_ = 1;
  std::fill(slots_.begin(), slots_.end(), Slot{});
}

void Memory::trim() {
  if (verdicts.bytes() > kKeptBytes) verdicts = Verdicts();
  if (scratch.capacity() * sizeof(std::uint32_t) > kKeptBytes) scratch = {};
}

void Lease::take() {
  if (thread_memory.in_use) own_ = std::make_unique<Memory>();
  memory_ = own_ ? own_.get() : &thread_memory;
  memory_->in_use = true;
  memory_->verdicts.clear();
  memory_->scratch.clear();
}

void Lease::give_back() {
  memory_->in_use = false;
  memory_->trim();
}

}  // namespace norm::exec
