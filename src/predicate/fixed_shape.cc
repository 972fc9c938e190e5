// Reads fixed patterns and matches them, 16 or 32 bytes at a time where the processor shuffles bytes.
#include "predicate/fixed_shape.h"

#include <algorithm>
#include <bitset>
#include <charconv>

#include "predicate/characters.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace norm::predicate {
namespace {

constexpr std::size_t kLongest = 256;
constexpr std::size_t kMostBoxes = 8;

using Bytes = std::bitset<128>;

void add_range(Bytes& bytes, char first, char last) {
  for (int byte = first; byte <= last; ++byte) bytes.set(static_cast<std::size_t>(byte));
}

bool is_one_of(char c, std::string_view characters) { return characters.find(c) != std::string_view::npos; }

// Reads one place after the other. Whatever it does not know for sure is no fixed shape: RE2 reads it then.
class Reader {
 public:
  Reader(std::string_view pattern, bool any_case) : rest_(pattern), any_case_(any_case) {}

  std::optional<std::vector<Bytes>> run() {
    std::vector<Bytes> places;
    if (!take("^")) return std::nullopt;
    while (rest_ != "$") {
      const auto bytes = piece();
      const auto count = bytes ? repeated() : std::nullopt;
      if (!count || places.size() + *count > kLongest) return std::nullopt;
      places.insert(places.end(), *count, *bytes);
    }
    return places;
  }

 private:
  bool take(std::string_view text) {
    if (!rest_.starts_with(text)) return false;
    rest_.remove_prefix(text.size());
    return true;
  }

  std::optional<char> next() {
    if (rest_.empty() || rest_.front() < ' ' || rest_.front() > '~') return std::nullopt;
    const char c = rest_.front();
    rest_.remove_prefix(1);
    return c;
  }

  [[nodiscard]] Bytes folded(Bytes bytes) const {
    if (!any_case_) return bytes;
    for (std::size_t lower = 'a'; lower <= 'z'; ++lower) {
      const std::size_t upper = lower - 'a' + 'A';
      const bool either = bytes[lower] || bytes[upper];
      bytes[lower] = either;
      bytes[upper] = either;
    }
    return bytes;
  }

  std::optional<Bytes> piece() {
    const auto c = next();
    if (!c) return std::nullopt;
    if (*c == '[') return character_class();
    if (*c == '\\') {
      const auto escape = escaped();
      return escape ? std::optional<Bytes>(folded(*escape)) : std::nullopt;
    }
    if (is_one_of(*c, ".|()?*+{}^$")) return std::nullopt;
    Bytes bytes;
    bytes.set(static_cast<std::size_t>(*c));
    return folded(bytes);
  }

  // `\d`, `\w` and punctuation.
  std::optional<Bytes> escaped() {
    const auto c = next();
    if (!c) return std::nullopt;
    Bytes bytes;
    if (*c == 'd' || *c == 'w') {
      add_range(bytes, '0', '9');
      if (*c == 'd') return bytes;
      add_range(bytes, 'a', 'z');
      add_range(bytes, 'A', 'Z');
      bytes.set('_');
      return bytes;
    }
    if (is_letter_or_digit(*c)) return std::nullopt;
    bytes.set(static_cast<std::size_t>(*c));
    return bytes;
  }

  [[nodiscard]] bool at_range() const { return rest_.starts_with('-') && !rest_.starts_with("-]"); }

  std::optional<Bytes> character_class() {
    Bytes bytes;
    if (rest_.starts_with('^') || rest_.starts_with(']')) return std::nullopt;
    while (!take("]")) {
      const auto low = next();
      if (!low || *low == '[') return std::nullopt;
      if (*low == '\\') {
        const auto escape = escaped();
        if (!escape || at_range()) return std::nullopt;
        bytes |= *escape;
        continue;
      }
      char high = *low;
      if (at_range()) {
        take("-");
        const auto end = next();
        if (!end || *end == '\\' || *end == '[' || *end < *low) return std::nullopt;
        high = *end;
      }
      add_range(bytes, *low, high);
    }
    return folded(bytes);
  }

  // How often the piece before stands there: `{n}` or once.
  std::optional<std::size_t> repeated() {
    std::size_t count = 1;
    if (take("{")) {
      // RE2 takes a brace that counts nothing, as in `{08}`, for itself.
      const char* end = rest_.data() + rest_.size();
      const auto [stop, error] = std::from_chars(rest_.data(), end, count);
      if (rest_.starts_with('0') || error != std::errc() || stop == end || *stop != '}') return std::nullopt;
      rest_.remove_prefix(static_cast<std::size_t>(stop - rest_.data()) + 1);
    }
    const bool varies = !rest_.empty() && is_one_of(rest_.front(), "{?*+");
    return varies ? std::nullopt : std::optional<std::size_t>(count);
  }

  std::string_view rest_;
  bool any_case_;
};

struct Box {
  std::uint16_t upper = 0, lower = 0;  // bit i: the half i
  friend bool operator==(const Box&, const Box&) = default;
};

// Upper halves that go with the same lower halves are one box.
std::vector<Box> boxes_of(const Bytes& bytes) {
  std::vector<Box> boxes;
  for (std::size_t upper = 0; upper < 8; ++upper) {
    unsigned lower = 0;
    for (std::size_t i = 0; i < 16; ++i) lower |= bytes[upper * 16 + i] ? 1U << i : 0U;
    if (lower == 0) continue;
    auto same = std::find_if(boxes.begin(), boxes.end(), [&](const Box& box) { return box.lower == lower; });
    if (same == boxes.end()) same = boxes.insert(same, {0, static_cast<std::uint16_t>(lower)});
    same->upper = static_cast<std::uint16_t>(same->upper | 1U << upper);
  }
  return boxes;
}

// The widest shuffles that the processor has, no wider than the text.
std::size_t shuffled_bytes([[maybe_unused]] std::size_t size) {
#if defined(__x86_64__)
  if (size >= 32 && __builtin_cpu_supports("avx2") != 0) return 32;
  if (size >= 16 && __builtin_cpu_supports("ssse3") != 0) return 16;
#endif
  return 0;
}

}  // namespace

std::optional<FixedShape> FixedShape::compile(std::string_view pattern, std::string_view flags) {
  if (flags.find('m') != std::string_view::npos) return std::nullopt;
  const bool any_case = flags.find('i') != std::string_view::npos;
  const auto places = Reader(pattern, any_case).run();
  if (!places) return std::nullopt;
  FixedShape shape;
  shape.size_ = places->size();
  shape.shuffled_ = shuffled_bytes(shape.size_);
  std::vector<Box> known;
  for (const Bytes& bytes : *places) {
    if (any_case && (bytes['k'] || bytes['s'])) shape.exact_ = false;
    unsigned takes = 0;
    for (const Box& box : boxes_of(bytes)) {
      const auto at = static_cast<std::size_t>(std::find(known.begin(), known.end(), box) - known.begin());
      if (at == kMostBoxes) return std::nullopt;
      if (at == known.size()) known.push_back(box);
      takes |= 1U << at;
    }
    shape.takes_.push_back(static_cast<std::uint8_t>(takes));
  }
  for (std::size_t half = 0; half < 16; ++half) {
    unsigned upper = 0, lower = 0;
    for (std::size_t box = 0; box < known.size(); ++box) {
      upper |= (known[box].upper >> half & 1U) << box;
      lower |= (known[box].lower >> half & 1U) << box;
    }
    shape.of_upper_[half] = static_cast<std::uint8_t>(upper);
    shape.of_lower_[half] = static_cast<std::uint8_t>(lower);
  }
  return shape;
}

bool FixedShape::matches_by_bytes(std::string_view text) const {
  if (text.size() != size_) return false;
  for (std::size_t i = 0; i < size_; ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if ((of_upper_[byte >> 4U] & of_lower_[byte & 15U] & takes_[i]) == 0) return false;
  }
  return true;
}

#if defined(__x86_64__)
namespace {

// A block of the text whose bytes are zero where the pattern refuses them.
__attribute__((target("ssse3"))) inline __m128i taken(const char* text, const std::uint8_t* takes, __m128i of_upper,
                                                      __m128i of_lower) {
  const __m128i half = _mm_set1_epi8(15);
  const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(text));
  const __m128i upper = _mm_shuffle_epi8(of_upper, _mm_and_si128(_mm_srli_epi16(bytes, 4), half));
  const __m128i lower = _mm_shuffle_epi8(of_lower, _mm_and_si128(bytes, half));
  return _mm_and_si128(_mm_and_si128(upper, lower), _mm_loadu_si128(reinterpret_cast<const __m128i*>(takes)));
}

__attribute__((target("avx2"))) inline __m256i taken(const char* text, const std::uint8_t* takes, __m256i of_upper,
                                                     __m256i of_lower) {
  const __m256i half = _mm256_set1_epi8(15);
  const __m256i bytes = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(text));
  const __m256i upper = _mm256_shuffle_epi8(of_upper, _mm256_and_si256(_mm256_srli_epi16(bytes, 4), half));
  const __m256i lower = _mm256_shuffle_epi8(of_lower, _mm256_and_si256(bytes, half));
  return _mm256_and_si256(_mm256_and_si256(upper, lower), _mm256_loadu_si256(reinterpret_cast<const __m256i*>(takes)));
}

}  // namespace

// The last block ends with the text and so overlaps the one before it.
__attribute__((target("ssse3"))) bool FixedShape::matches_by_shuffles(const char* text) const {
  const __m128i of_upper = _mm_loadu_si128(reinterpret_cast<const __m128i*>(of_upper_.data()));
  const __m128i of_lower = _mm_loadu_si128(reinterpret_cast<const __m128i*>(of_lower_.data()));
  const std::uint8_t* const takes = takes_.data();
  const std::size_t last = size_ - kBlock;
  __m128i least = taken(text + last, takes + last, of_upper, of_lower);
  for (std::size_t at = 0; at < last; at += kBlock) {
    least = _mm_min_epu8(least, taken(text + at, takes + at, of_upper, of_lower));
  }
  return _mm_movemask_epi8(_mm_cmpeq_epi8(least, _mm_setzero_si128())) == 0;
}

__attribute__((target("avx2"))) bool FixedShape::matches_by_wide_shuffles(const char* text) const {
  const __m256i of_upper =
      _mm256_broadcastsi128_si256(_mm_loadu_si128(reinterpret_cast<const __m128i*>(of_upper_.data())));
  const __m256i of_lower =
      _mm256_broadcastsi128_si256(_mm_loadu_si128(reinterpret_cast<const __m128i*>(of_lower_.data())));
  const std::uint8_t* const takes = takes_.data();
  const std::size_t last = size_ - 2 * kBlock;
  __m256i least = taken(text + last, takes + last, of_upper, of_lower);
  for (std::size_t at = 0; at < last; at += 2 * kBlock) {
    least = _mm256_min_epu8(least, taken(text + at, takes + at, of_upper, of_lower));
  }
  return _mm256_movemask_epi8(_mm256_cmpeq_epi8(least, _mm256_setzero_si256())) == 0;
}
#else
bool FixedShape::matches_by_shuffles(const char* text) const { return matches_by_bytes({text, size_}); }
bool FixedShape::matches_by_wide_shuffles(const char* text) const { return matches_by_bytes({text, size_}); }
#endif

}  // namespace norm::predicate
