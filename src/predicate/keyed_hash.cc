// Implements SipHash and draws the process's secret from the system once.
#include "predicate/keyed_hash.h"

#include <unistd.h>

#include <bit>
#include <chrono>
#include <cstddef>
#include <cstring>

namespace norm::predicate {
namespace {

struct Secret {
  std::uint64_t first, second;
};

Secret draw() {
  Secret secret{};
  if (getentropy(&secret, sizeof secret) == 0) return secret;
  // No entropy source (an old kernel in a sandbox): the clock and where the loader put us are better than a constant.
  secret.first = static_cast<std::uint64_t>(std::chrono::steady_clock::now().time_since_epoch().count());
  secret.second = std::rotl(static_cast<std::uint64_t>(reinterpret_cast<std::uintptr_t>(&draw)), 32) ^
                  static_cast<std::uint64_t>(getpid());
  return secret;
}

const Secret& secret() {
  static const Secret drawn = draw();
  return drawn;
}

}  // namespace

KeyedHash::KeyedHash()
    : v0_(secret().first ^ 0x736f6d6570736575U),
      v1_(secret().second ^ 0x646f72616e646f6dU),
      v2_(secret().first ^ 0x6c7967656e657261U),
      v3_(secret().second ^ 0x7465646279746573U) {}

void KeyedHash::round() {
  v0_ += v1_;
  v1_ = std::rotl(v1_, 13) ^ v0_;
  v0_ = std::rotl(v0_, 32);
  v2_ += v3_;
  v3_ = std::rotl(v3_, 16) ^ v2_;
  v0_ += v3_;
  v3_ = std::rotl(v3_, 21) ^ v0_;
  v2_ += v1_;
  v1_ = std::rotl(v1_, 17) ^ v2_;
  v2_ = std::rotl(v2_, 32);
}

void KeyedHash::word(std::uint64_t value) {
  v3_ ^= value;
  round();
  v0_ ^= value;
}

void KeyedHash::text(std::string_view bytes) {
  word(bytes.size());
  while (!bytes.empty()) {
    const std::size_t taken = bytes.size() < 8 ? bytes.size() : 8;
    std::uint64_t block = 0;
    std::memcpy(&block, bytes.data(), taken);
    word(block);
    bytes.remove_prefix(taken);
  }
}

std::uint64_t KeyedHash::finish() {
  v2_ ^= 0xff;
  round();
  round();
  round();
  return v0_ ^ v1_ ^ v2_ ^ v3_;
}

}  // namespace norm::predicate
