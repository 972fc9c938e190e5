// Our own first stage where the processor has AVX-512: simdjson's copies the last 128 bytes of each text, which is half
// of a small one. Elsewhere simdjson's. Its second, which would build simdjson's own document, is not used.
#include "decode/token_index.h"

#include <simdjson.h>

#include <algorithm>
#include <cassert>

#include "decode/token_blocks.h"

namespace norm::decode {
namespace {

constexpr std::size_t kSmallest = 4096;

/// The best of what the library was built with and the processor has; null where that is no more than scalar code, as
/// our own reader is then the better one. The library's own choice is not asked: an environment variable changes it.
const simdjson::implementation* choose() {
  for (const simdjson::implementation* const candidate : simdjson::get_available_implementations()) {
    if (candidate->required_instruction_sets() != 0 && candidate->supported_by_runtime_system()) return candidate;
  }
  return nullptr;
}

const simdjson::implementation* chosen() {
  static const simdjson::implementation* const implementation = choose();
  return implementation;
}

}  // namespace

TokenIndex::TokenIndex() = default;
TokenIndex::TokenIndex(TokenIndex&&) noexcept = default;
TokenIndex& TokenIndex::operator=(TokenIndex&&) noexcept = default;
TokenIndex::~TokenIndex() = default;

bool TokenIndex::available() { return chosen() != nullptr; }

Tokens TokenIndex::find(std::string_view text) {
  static const bool in_blocks = can_find_in_blocks();
  if (!in_blocks) return find_by_simdjson(text);
  assert(text.size() <= kMostBytes);
  auto* const offsets =
      reinterpret_cast<std::uint32_t*>(offsets_.reserve(room_for_offsets(text.size()) * sizeof(std::uint32_t)));
  const Blocks blocks = find_in_blocks(text, offsets);
  if (!blocks.ascii && !chosen()->validate_utf8(text.data(), text.size())) return {};
  return {offsets, blocks.tokens, blocks.first_backslash};
}

Tokens TokenIndex::find_by_simdjson(std::string_view text) {
  assert(text.size() <= kMostBytes);
  if (stage_ == nullptr) {
    constexpr std::size_t kDepth = 1;  // of the second stage, which is never run
    const std::size_t capacity = std::max(text.size(), kSmallest);
    if (chosen()->create_dom_parser_implementation(capacity, kDepth, stage_) != simdjson::SUCCESS) return {};
  } else if (stage_->capacity() < text.size()) {
    if (stage_->set_capacity(text.size() + std::min(text.size() / 4, kSmallest)) != simdjson::SUCCESS) return {};
  }
  const auto* const bytes = reinterpret_cast<const std::uint8_t*>(text.data());
  if (stage_->stage1(bytes, text.size(), simdjson::stage1_mode::regular) != simdjson::SUCCESS) return {};
  const std::size_t backslash = std::min(text.find('\\'), text.size());
  return {stage_->structural_indexes.get(), stage_->n_structural_indexes, static_cast<std::uint32_t>(backslash)};
}

void TokenIndex::release() {
  offsets_.release();
  stage_.reset();
}

}  // namespace norm::decode
