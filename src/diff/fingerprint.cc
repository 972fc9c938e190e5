// Names for changes by what they say. Source: FNV-1a, 64 bits (RFC 9923); chance is all that it has to withstand.
#include "diff/fingerprint.h"

#include <fmt/format.h>

#include <cstdint>

namespace norm::diffing {

std::string fingerprint(std::initializer_list<std::string_view> parts) {
  std::uint64_t hash = 0xcbf29ce484222325;
  const auto add = [&](unsigned char byte) { hash = (hash ^ byte) * 0x100000001b3; };
  for (const std::string_view part : parts) {
    for (const char c : part) add(static_cast<unsigned char>(c));
    add(0xFF);  // no byte of UTF-8
  }
  return fmt::format("{:016x}", hash);
}

}  // namespace norm::diffing
