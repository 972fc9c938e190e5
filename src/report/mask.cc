// A payload as it may be shown: each range that `@pii` governs replaced by `<redacted>`.
#include "report/mask.h"

#include <algorithm>
#include <iterator>

namespace norm::report {
namespace {

constexpr std::string_view kRedacted = "<redacted>";

}  // namespace

Mask::Mask(std::string_view bytes, const std::vector<ByteSpan>& redacted) : bytes_(bytes) {
  std::vector<ByteSpan> spans = redacted;
  for (ByteSpan& span : spans) span.end = std::min(span.end, bytes.size());
  std::erase_if(spans, [](const ByteSpan& span) { return span.begin >= span.end; });
  std::sort(spans.begin(), spans.end(), [](const ByteSpan& a, const ByteSpan& b) { return a.begin < b.begin; });
  for (const ByteSpan& span : spans) {
    if (!hidden_.empty() && span.begin < hidden_.back().bytes.end) {
      hidden_.back().bytes.end = std::max(hidden_.back().bytes.end, span.end);
    } else {
      hidden_.push_back({span, 0});
    }
  }
  std::size_t at = 0;
  for (Hidden& hidden : hidden_) {
    text_ += bytes.substr(at, hidden.bytes.begin - at);
    hidden.at = text_.size();
    text_ += kRedacted;
    at = hidden.bytes.end;
  }
  if (!hidden_.empty()) text_ += bytes.substr(at);
}

const Mask::Hidden* Mask::before(std::size_t offset) const {
  const auto after = std::upper_bound(hidden_.begin(), hidden_.end(), offset,
                                      [](std::size_t at, const Hidden& hidden) { return at < hidden.bytes.begin; });
  return after == hidden_.begin() ? nullptr : &*std::prev(after);
}

ByteSpan Mask::place_of(ByteSpan span) const {
  const Hidden* first = before(span.begin);
  ByteSpan out = span;
  if (first != nullptr) {
    const bool inside = span.begin < first->bytes.end;
    out.begin = inside ? first->at : first->at + kRedacted.size() + (span.begin - first->bytes.end);
  }
  if (span.begin == span.end) return {out.begin, out.begin};
  // What holds the last byte, rather than what the end touches: that belongs to the next value.
  const Hidden* last = before(span.end - 1);
  if (last != nullptr) {
    const std::size_t beyond = span.end - std::min(span.end, last->bytes.end);
    out.end = last->at + kRedacted.size() + beyond;
  }
  return out;
}

}  // namespace norm::report
