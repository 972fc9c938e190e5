// Finds a value among constants by JSON equality.
#include "program/constant_index.h"

#include <string>
#include <variant>

namespace norm::program {
namespace {

// So many that are no strings are compared one by one: that takes less than a hash.
constexpr std::size_t kFew = 3;

}  // namespace

void ConstantIndex::add(const Constant& constant, std::uint32_t value) {
  if (const auto* text = std::get_if<std::string>(&constant.value)) return strings_.add(*text, value);
  if (find(constant) != kAbsent) return;
  others_.push_back({constant, predicate::hash(constant), value});
  if (others_.size() <= kFew) return;
  if (others_.size() * 2 <= slots_.size()) return place(static_cast<std::uint32_t>(others_.size() - 1));
  slots_.assign(others_.size() * 4, kAbsent);
  for (std::uint32_t entry = 0; entry < others_.size(); ++entry) place(entry);
}

void ConstantIndex::place(std::uint32_t entry) {
  std::size_t slot = others_[entry].hash % slots_.size();
  while (slots_[slot] != kAbsent) slot = (slot + 1) % slots_.size();
  slots_[slot] = entry;
}

template <class Equals>
std::uint32_t ConstantIndex::find_by_hash(std::uint64_t hash, Equals equals) const {
  for (std::size_t slot = hash % slots_.size(); slots_[slot] != kAbsent; slot = (slot + 1) % slots_.size()) {
    const Entry& entry = others_[slots_[slot]];
    if (entry.hash == hash && equals(entry.constant)) return entry.value;
  }
  return kAbsent;
}

std::uint32_t ConstantIndex::find_among_others(const Json& value, const predicate::Digits& digits) const {
  const auto equals = [&](const Constant& constant) { return predicate::equal(value, digits, constant); };
  if (!slots_.empty()) return find_by_hash(predicate::hash(value, digits), equals);
  for (const Entry& entry : others_) {
    if (equals(entry.constant)) return entry.value;
  }
  return kAbsent;
}

std::uint32_t ConstantIndex::find(const Constant& constant) const {
  if (const auto* text = std::get_if<std::string>(&constant.value)) return strings_.find(*text);
  const auto equals = [&](const Constant& other) { return predicate::equal(constant, other); };
  if (!slots_.empty()) return find_by_hash(predicate::hash(constant), equals);
  for (const Entry& entry : others_) {
    if (equals(entry.constant)) return entry.value;
  }
  return kAbsent;
}

std::vector<Constant> ConstantIndex::constants() const {
  std::vector<Constant> out;
  for (std::size_t i = 0; i < strings_.size(); ++i) out.emplace_back(strings_.key(i));
  for (const Entry& entry : others_) out.push_back(entry.constant);
  return out;
}

}  // namespace norm::program
