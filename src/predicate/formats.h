#pragma once

// Scanners for the string formats that are no dates: exact by their standards, without regex and without allocation.
#include <string_view>

#include "predicate/fixed_shape.h"

namespace norm::predicate {

// In formats.cc.

/// The shape of a UUID, any case; RFC 9562. `version` 1 to 8: of the RFC's own variant (10xx); 0: any of both.
[[nodiscard]] FixedShape uuid_shape(unsigned version);
/// With padding and zero pad bits; RFC 4648 section 4.
[[nodiscard]] bool is_base64(std::string_view text);
/// With the whole padding or none, zero pad bits; RFC 4648 section 5.
[[nodiscard]] bool is_base64url(std::string_view text);
/// Whole octets in either case; RFC 4648 section 8.
[[nodiscard]] bool is_hex(std::string_view text);
/// RFC 6901.
[[nodiscard]] bool is_json_pointer(std::string_view text);
/// 128 bits in 26 digits of Crockford's base 32, either case.
[[nodiscard]] bool is_ulid(std::string_view text);

// In network.cc.

/// A dot-string at a domain or an address literal, within the limits of RFC 5321 section 4.5.3.1.
[[nodiscard]] bool is_email(std::string_view text);
/// With a scheme, with or without a fragment; RFC 3986.
[[nodiscard]] bool is_uri(std::string_view text);
/// Letters, digits and hyphens in labels of 1 to 63, at most 253 in all, not the dotted decimal form; RFC 1123.
[[nodiscard]] bool is_hostname(std::string_view text);
/// Four numbers to 255 without leading zeros; the IPv4address of RFC 3986.
[[nodiscard]] bool is_ipv4(std::string_view text);
/// Every form of RFC 4291 section 2.2, without a zone.
[[nodiscard]] bool is_ipv6(std::string_view text);

}  // namespace norm::predicate
