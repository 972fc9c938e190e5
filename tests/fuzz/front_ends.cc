// Any bytes through the SIMD front end and the scalar one: the same verdict, the same document, the same fault.
#include "decode/front_ends.h"

#include "decode/exact_bytes.h"
#include "fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace norm::decode;
  static testing::FrontEnds both(clamped(std::size_t{1} << 16, 60));
  const testing::ExactBytes bytes(norm::fuzz::as_text(data, size));
  const std::string difference = both.difference(bytes.view());
  norm::fuzz::require(difference.empty(), difference.c_str());
  return 0;
}
