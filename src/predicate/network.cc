// The formats of the network: addresses, host names, mailboxes, URIs.
#include <algorithm>
#include <array>
#include <cstddef>
#include <string_view>

#include "predicate/characters.h"
#include "predicate/formats.h"

namespace norm::predicate {
namespace {

constexpr std::string_view kNone = {};

// Cuts `text` at the first of `marks`: gives what stands before it and leaves the rest, mark included.
std::string_view take_until(std::string_view& text, std::string_view marks) {
  const std::string_view head = text.substr(0, text.find_first_of(marks));
  text.remove_prefix(head.size());
  return head;
}

// Labels of letters, digits and hyphens, no hyphen at either end, joined by dots; RFC 1034 section 3.5 as amended by
// RFC 1123 section 2.1, which is also RFC 5321's Domain.
bool is_domain(std::string_view text) {
  if (text.empty() || text.size() > 253) return false;
  for (;;) {
    const std::string_view label = take_until(text, ".");
    if (label.empty() || label.size() > 63 || label.front() == '-' || label.back() == '-') return false;
    if (!std::all_of(label.begin(), label.end(), [](char c) { return is_letter_or_digit(c) || c == '-'; }))
      return false;
    if (text.empty()) return true;
    text.remove_prefix(1);
  }
}

bool starts_with_letters(std::string_view text, std::string_view lower_case) {
  if (text.size() < lower_case.size()) return false;
  return std::equal(lower_case.begin(), lower_case.end(), text.begin(), [](char want, char c) {
    return want == (c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c);
  });
}

// RFC 5321 section 4.1.3. IPv6 is the only registered tag, so there is no other literal to accept.
bool is_address_literal(std::string_view text) {
  if (text.size() < 2 || text.front() != '[' || text.back() != ']') return false;
  text = text.substr(1, text.size() - 2);
  constexpr std::string_view kTag = "ipv6:";
  return starts_with_letters(text, kTag) ? is_ipv6(text.substr(kTag.size())) : is_ipv4(text);
}

// RFC 5322's atext.
bool is_atom_character(char c) {
  return is_letter_or_digit(c) || std::string_view("!#$%&'*+-/=?^_`{|}~").find(c) != std::string_view::npos;
}

// ---- RFC 3986

bool is_unreserved_or_sub_delim(char c) {
  return is_letter_or_digit(c) || std::string_view("-._~!$&'()*+,;=").find(c) != std::string_view::npos;
}

// Characters of a component: unreserved, sub-delims, percent-encoded octets and those of `more`.
bool is_component(std::string_view text, std::string_view more) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%') {
      if (text.size() - i < 3 || !is_hex_digit(text[i + 1]) || !is_hex_digit(text[i + 2])) return false;
      i += 2;
    } else if (!is_unreserved_or_sub_delim(text[i]) && more.find(text[i]) == std::string_view::npos) {
      return false;
    }
  }
  return true;
}

bool is_ip_future(std::string_view text) {
  if (text.empty() || (text.front() != 'v' && text.front() != 'V')) return false;
  text.remove_prefix(1);
  const std::string_view version = take_until(text, ".");
  if (version.empty() || !std::all_of(version.begin(), version.end(), is_hex_digit) || text.size() < 2) return false;
  return std::all_of(text.begin() + 1, text.end(), [](char c) { return is_unreserved_or_sub_delim(c) || c == ':'; });
}

bool is_authority(std::string_view text) {
  if (const std::size_t at = text.find('@'); at != std::string_view::npos) {
    if (!is_component(text.substr(0, at), ":")) return false;
    text.remove_prefix(at + 1);
  }
  if (!text.empty() && text.front() == '[') {
    const std::string_view literal = take_until(text, "]").substr(1);
    if (text.empty() || !(is_ipv6(literal) || is_ip_future(literal))) return false;
    text.remove_prefix(1);
  } else if (!is_component(take_until(text, ":"), kNone)) {
    return false;  // a reg-name may be empty and covers the IPv4 addresses
  }
  if (text.empty()) return true;
  return text.front() == ':' && std::all_of(text.begin() + 1, text.end(), is_digit);
}

}  // namespace

bool is_hostname(std::string_view text) {
  // "A valid host name can never have the dotted-decimal form #.#.#.#" (RFC 1123 section 2.1).
  const bool numeric = std::all_of(text.begin(), text.end(), [](char c) { return is_digit(c) || c == '.'; });
  return is_domain(text) && !(numeric && std::count(text.begin(), text.end(), '.') == 3);
}

bool is_ipv4(std::string_view text) {
  if (text.size() > 15) return false;
  for (int part = 0;; ++part) {
    const std::string_view number = take_until(text, ".");
    if (number.empty() || number.size() > 3 || (number.size() > 1 && number.front() == '0')) return false;
    int value = 0;
    for (const char c : number) {
      if (!is_digit(c)) return false;
      value = value * 10 + (c - '0');
    }
    if (value > 255) return false;
    if (text.empty()) return part == 3;
    text.remove_prefix(1);
  }
}

bool is_ipv6(std::string_view text) {
  if (text.size() > 45) return false;  // the longest: six groups of four and an IPv4 address
  int groups = 0;
  bool compressed = false;
  if (text.substr(0, 2) == "::") {
    compressed = true;
    text.remove_prefix(2);
    if (text.empty()) return true;
  }
  for (;;) {
    const std::string_view group = take_until(text, ":");
    if (text.empty() && group.find('.') != std::string_view::npos) {
      if (!is_ipv4(group)) return false;
      groups += 2;
      break;
    }
    if (group.empty() || group.size() > 4 || !std::all_of(group.begin(), group.end(), is_hex_digit)) return false;
    ++groups;
    if (text.empty()) break;
    if (text.substr(0, 2) == "::") {
      if (compressed) return false;
      compressed = true;
      text.remove_prefix(2);
      if (text.empty()) break;
    } else {
      text.remove_prefix(1);
    }
  }
  return compressed ? groups <= 7 : groups == 8;  // "::" stands for one group or more
}

bool is_email(std::string_view text) {
  if (text.size() > 254) return false;  // a path of 256 octets has two angle brackets
  std::string_view domain = text;
  std::string_view local = take_until(domain, "@");
  if (domain.empty() || local.empty() || local.size() > 64) return false;
  domain.remove_prefix(1);
  for (;;) {
    const std::string_view atom = take_until(local, ".");
    if (atom.empty() || !std::all_of(atom.begin(), atom.end(), is_atom_character)) return false;
    if (local.empty()) break;
    local.remove_prefix(1);
  }
  return is_domain(domain) || is_address_literal(domain);
}

bool is_uri(std::string_view text) {
  const std::string_view scheme = take_until(text, ":");
  if (text.empty() || scheme.empty() || !is_letter(scheme.front())) return false;
  const auto in_scheme = [](char c) { return is_letter_or_digit(c) || c == '+' || c == '-' || c == '.'; };
  if (!std::all_of(scheme.begin(), scheme.end(), in_scheme)) return false;
  text.remove_prefix(1);
  if (text.substr(0, 2) == "//") {
    text.remove_prefix(2);
    if (!is_authority(take_until(text, "/?#"))) return false;
  }
  if (!is_component(take_until(text, "?#"), ":@/")) return false;
  if (!text.empty() && text.front() == '?') {
    text.remove_prefix(1);
    if (!is_component(take_until(text, "#"), ":@/?")) return false;
  }
  return text.empty() || is_component(text.substr(1), ":@/?");
}

}  // namespace norm::predicate
