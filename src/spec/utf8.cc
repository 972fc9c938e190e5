// Tells UTF-8 from other bytes.
#include "spec/utf8.h"

namespace norm::spec {

// The table 3-7 of the Unicode standard: overlong forms, surrogates and what is beyond U+10FFFF do not exist.
std::size_t first_invalid_utf8(std::string_view bytes) {
  const auto at = [&](std::size_t i) { return i < bytes.size() ? static_cast<unsigned char>(bytes[i]) : 0U; };
  const auto within = [&](std::size_t i, unsigned low, unsigned high) { return at(i) >= low && at(i) <= high; };
  for (std::size_t i = 0; i < bytes.size();) {
    const unsigned lead = at(i);
    if (lead < 0x80) {
      ++i;
    } else if (lead >= 0xC2 && lead <= 0xDF) {
      if (!within(i + 1, 0x80, 0xBF)) return i;
      i += 2;
    } else if (lead >= 0xE0 && lead <= 0xEF) {
      if (!within(i + 1, lead == 0xE0 ? 0xA0 : 0x80, lead == 0xED ? 0x9F : 0xBF) || !within(i + 2, 0x80, 0xBF))
        return i;
      i += 3;
    } else if (lead >= 0xF0 && lead <= 0xF4) {
      if (!within(i + 1, lead == 0xF0 ? 0x90 : 0x80, lead == 0xF4 ? 0x8F : 0xBF) || !within(i + 2, 0x80, 0xBF) ||
          !within(i + 3, 0x80, 0xBF)) {
        return i;
      }
      i += 4;
    } else {
      return i;
    }
  }
  return std::string_view::npos;
}

}  // namespace norm::spec
