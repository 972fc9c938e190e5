// A block of 64 bytes becomes masks of 64 bits, the masks say where tokens begin, and a compressing shuffle turns the
// bits into offsets. The last block is loaded under a mask, so that short texts, which are nothing but a last block,
// wait for no copy.
// Source of the method: Langdale and Lemire, "Parsing Gigabytes of JSON per Second", VLDB Journal 28 (2019), 3.1.
#include "decode/token_blocks.h"

#include <algorithm>
#include <bit>

#if defined(__x86_64__) && defined(__GNUC__)
#include <immintrin.h>
#define NORM_HAS_AVX512 1
#endif

namespace norm::decode {

#if defined(NORM_HAS_AVX512)
#if !defined(__clang__)
// g++ 12 takes what its own header leaves undefined on purpose for a mistake (GCC bug 105593).
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#endif

namespace {

constexpr std::size_t kBlock = 64;
/// Bytes asked for before they are needed: what the processor does so by itself ends with each page.
constexpr std::size_t kAhead = 1024;

/// What one block leaves to the next.
struct Carry {
  std::uint64_t escaped = 0;    // 1: the first byte is behind a backslash that counts
  std::uint64_t in_string = 0;  // all ones: it is inside of a string
  std::uint64_t in_scalar = 0;  // 1: a number or word goes on
  std::uint64_t control = 0;    // control characters in strings, of all blocks
};

// Bytes behind a backslash that is not escaped itself. Most blocks have none, the others few.
[[gnu::target("avx512f,avx512bw,avx512vbmi2,pclmul,bmi,popcnt"), gnu::always_inline]] inline std::uint64_t find_escaped(
    std::uint64_t backslashes, std::uint64_t& carry) {
  std::uint64_t escaped = carry;
  carry = 0;
  for (std::uint64_t left = backslashes & ~escaped; left != 0;) {
    const std::uint64_t backslash = left & -left;
    const std::uint64_t next = backslash << 1;
    if (next == 0) carry = 1;
    escaped |= next;
    left &= ~(backslash | next);
  }
  return escaped;
}

// Each bit becomes the parity of itself and all below.
[[gnu::target("avx512f,avx512bw,avx512vbmi2,pclmul,bmi,popcnt"), gnu::always_inline]] inline std::uint64_t
prefix_parity(std::uint64_t bits) {
  const __m128i product = _mm_clmulepi64_si128(_mm_cvtsi64_si128(static_cast<long long>(bits)), _mm_set1_epi8(-1), 0);
  return static_cast<std::uint64_t>(_mm_cvtsi128_si64(product));
}

[[gnu::target("avx512f,avx512bw,avx512vbmi2,pclmul,bmi,popcnt"), gnu::always_inline]] inline __m512i four_times(
    __m128i sixteen) {
  return _mm512_broadcast_i32x4(sixteen);
}

/// The bytes of a block at which a token begins.
[[gnu::target("avx512f,avx512bw,avx512vbmi2,pclmul,bmi,popcnt"), gnu::always_inline]] inline std::uint64_t find_tokens(
    __m512i bytes, std::uint64_t backslashes, Carry& carry) {
  // Each of these bytes stands at the place that its lower half counts; elsewhere is what no byte of that half can be.
  const __m512i blanks = four_times(_mm_setr_epi8(' ', 0, 0, 0, 0, 0, 0, 0, 0, '\t', '\n', 0, 0, '\r', 0, 0));
  // With bit 5 set brackets are braces. That takes 0x0C for a comma and 0x1A for a colon: tokens, and none that is
  // good.
  const __m512i marks = four_times(_mm_setr_epi8(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, ':', '{', ',', '}', 0, 0));
  const __m512i folded = _mm512_or_si512(bytes, _mm512_set1_epi8(0x20));
  const std::uint64_t mark = _mm512_cmpeq_epi8_mask(_mm512_shuffle_epi8(marks, bytes), folded);
  const std::uint64_t blank = _mm512_cmpeq_epi8_mask(_mm512_shuffle_epi8(blanks, bytes), bytes);
  const std::uint64_t control = _mm512_cmplt_epu8_mask(bytes, _mm512_set1_epi8(0x20));
  std::uint64_t quotes = _mm512_cmpeq_epi8_mask(bytes, _mm512_set1_epi8('"'));

  if ((backslashes | carry.escaped) != 0) [[unlikely]]
    quotes &= ~find_escaped(backslashes, carry.escaped);
  // From each opening quote to the byte before the closing one.
  const std::uint64_t strings = prefix_parity(quotes) ^ carry.in_string;
  carry.in_string = static_cast<std::uint64_t>(static_cast<std::int64_t>(strings) >> 63);
  carry.control |= control & strings;

  const std::uint64_t words = ~(mark | blank);  // and strings
  const std::uint64_t unquoted = words & ~quotes;
  const std::uint64_t going_on = unquoted << 1 | carry.in_scalar;
  carry.in_scalar = unquoted >> 63;
  return (mark | (words & ~going_on)) & ~(strings ^ quotes);
}

[[gnu::target("avx512f,avx512bw,avx512vbmi2,pclmul,bmi,popcnt"), gnu::always_inline]] inline void put_sixteen(
    __m128i bytes, __m512i bases, std::uint32_t* out) {
  _mm512_storeu_si512(out, _mm512_add_epi32(_mm512_cvtepu8_epi32(bytes), bases));
}

// The numbers of the bits that are set, plus the base; returns the end. Writes sixteen at a time.
[[gnu::target("avx512f,avx512bw,avx512vbmi2,pclmul,bmi,popcnt"), gnu::always_inline]] inline std::uint32_t* put_offsets(
    std::uint64_t bits, __m512i bases, std::uint32_t* out) {
  const __m512i numbers =
      _mm512_set_epi8(63, 62, 61, 60, 59, 58, 57, 56, 55, 54, 53, 52, 51, 50, 49, 48, 47, 46, 45, 44, 43, 42, 41, 40,
                      39, 38, 37, 36, 35, 34, 33, 32, 31, 30, 29, 28, 27, 26, 25, 24, 23, 22, 21, 20, 19, 18, 17, 16,
                      15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0);
  const __m512i set = _mm512_maskz_compress_epi8(bits, numbers);
  const int count = std::popcount(bits);
  put_sixteen(_mm512_castsi512_si128(set), bases, out);
  put_sixteen(_mm512_extracti32x4_epi32(set, 1), bases, out + 16);  // whether needed or not: that is hard to guess
  if (count > 32) [[unlikely]] {
    put_sixteen(_mm512_extracti32x4_epi32(set, 2), bases, out + 32);
    put_sixteen(_mm512_extracti32x4_epi32(set, 3), bases, out + 48);
  }
  return out + count;
}

/// What a text has shown so far.
struct Walk {
  __m512i all;    // its bytes, one over the other
  __m512i bases;  // the block's offset, sixteen times
  Carry carry;
  std::uint32_t* out;
  std::size_t first_backslash;
};

[[gnu::target("avx512f,avx512bw,avx512vbmi2,pclmul,bmi,popcnt"), gnu::always_inline]] inline void step(
    Walk& walk, __m512i bytes, std::size_t at, std::size_t size) {
  walk.all = _mm512_or_si512(walk.all, bytes);
  const std::uint64_t backslashes = _mm512_cmpeq_epi8_mask(bytes, _mm512_set1_epi8('\\'));
  if (backslashes != 0 && walk.first_backslash == size) [[unlikely]] {
    walk.first_backslash = at + static_cast<std::size_t>(std::countr_zero(backslashes));
  }
  walk.out = put_offsets(find_tokens(bytes, backslashes, walk.carry), walk.bases, walk.out);
  walk.bases = _mm512_add_epi32(walk.bases, _mm512_set1_epi32(kBlock));
}

}  // namespace

bool can_find_in_blocks() {
  return __builtin_cpu_supports("avx512vbmi2") && __builtin_cpu_supports("avx512bw") &&
         __builtin_cpu_supports("pclmul") && __builtin_cpu_supports("bmi") && __builtin_cpu_supports("popcnt");
}

[[gnu::target("avx512f,avx512bw,avx512vbmi2,pclmul,bmi,popcnt")]] Blocks find_in_blocks(std::string_view text,
                                                                                        std::uint32_t* offsets) {
  Walk walk;
  walk.out = offsets;
  walk.all = _mm512_setzero_si512();
  walk.bases = _mm512_setzero_si512();
  walk.first_backslash = text.size();
  std::size_t at = 0;
  for (; text.size() - at >= kBlock; at += kBlock) {
    _mm_prefetch(text.data() + std::min(at + kAhead, text.size() - 1), _MM_HINT_T0);
    step(walk, _mm512_loadu_si512(text.data() + at), at, text.size());
  }
  if (const std::size_t left = text.size() - at; left > 0) {
    const __mmask64 there = ~std::uint64_t{0} >> (kBlock - left);
    step(walk, _mm512_mask_loadu_epi8(_mm512_set1_epi8(' '), there, text.data() + at), at, text.size());
  }
  *walk.out = static_cast<std::uint32_t>(text.size());
  const bool good = (walk.carry.in_string | walk.carry.control) == 0;
  return {good ? static_cast<std::uint32_t>(walk.out - offsets) : 0, static_cast<std::uint32_t>(walk.first_backslash),
          _mm512_movepi8_mask(walk.all) == 0};
}

#else
bool can_find_in_blocks() { return false; }
Blocks find_in_blocks(std::string_view, std::uint32_t*) { return {}; }
#endif

}  // namespace norm::decode
