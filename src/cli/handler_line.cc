// Records out, answers in, a line each: see the header.
#include "cli/handler_line.h"

#include <norm/constant.h>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <iterator>
#include <utility>

namespace norm::cli {
namespace {

// RFC 3629: no overlong form, no surrogate, nothing above U+10FFFF.
bool is_utf8(std::string_view bytes) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(bytes[i]); };
  for (std::size_t i = 0; i < bytes.size();) {
    const unsigned lead = byte(i);
    const std::size_t size = lead < 0x80   ? 1
                             : lead < 0xC2 ? 0
                             : lead < 0xE0 ? 2
                             : lead < 0xF0 ? 3
                             : lead < 0xF5 ? 4
                                           : 0;
    if (size == 0 || i + size > bytes.size()) return false;
    for (std::size_t k = 1; k < size; ++k) {
      if ((byte(i + k) & 0xC0U) != 0x80U) return false;
    }
    if (size > 2) {
      const unsigned second = byte(i + 1);
      if ((lead == 0xE0 && second < 0xA0) || (lead == 0xED && second > 0x9F) || (lead == 0xF0 && second < 0x90) ||
          (lead == 0xF4 && second > 0x8F)) {
        return false;
      }
    }
    i += size;
  }
  return true;
}

std::string base64(std::string_view bytes) {
  constexpr std::string_view kDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const std::size_t count = std::min<std::size_t>(3, bytes.size() - i);
    std::uint32_t group = 0;
    for (std::size_t k = 0; k < 3; ++k)
      group = group << 8U | (k < count ? static_cast<unsigned char>(bytes[i + k]) : 0U);
    for (std::size_t k = 0; k < 4; ++k) text += k <= count ? kDigits[group >> (18 - 6 * k) & 0x3FU] : '=';
  }
  return text;
}

std::string text_or_base64(std::optional<std::string_view> bytes) {
  if (!bytes) return "null";
  if (is_utf8(*bytes)) return print(Constant(*bytes));
  return fmt::format(R"({{"base64":"{}"}})", base64(*bytes));
}

// The next word and what stands behind it; words are parted by blanks.
std::string_view take_word(std::string_view& text) {
  text.remove_prefix(std::min(text.find_first_not_of(" \t"), text.size()));
  const std::size_t end = std::min(text.find_first_of(" \t"), text.size());
  const std::string_view word = text.substr(0, end);
  text.remove_prefix(end);
  return word;
}

template <class Integer>
bool read_number(std::string_view word, Integer& number) {
  const auto [end, failure] = std::from_chars(word.data(), word.data() + word.size(), number);
  return failure == std::errc() && end == word.data() + word.size() && !word.empty();
}

bool is_answer(std::string_view word) {
  return word == "ok" || word == "skip" || word == "error" || word == "retry" || word == "fatal";
}

}  // namespace

std::string to_line(const kafka::Record& record) {
  std::string line = fmt::format(R"({{"topic":{},"partition":{},"offset":{},"timestamp":)",
                                 print(Constant(record.topic)), record.partition, record.offset);
  line += record.timestamp_ms ? std::to_string(*record.timestamp_ms) : "null";
  line += R"(,"key":)" + text_or_base64(record.key) + R"(,"headers":[)";
  for (std::size_t i = 0; i < record.headers.size(); ++i) {
    const kafka::Header& header = record.headers[i];
    line += fmt::format("{}[{},{}]", i == 0 ? "" : ",", text_or_base64(header.name), text_or_base64(header.value));
  }
  line += "],";
  if (!record.trace.empty()) line += fmt::format(R"("trace":"{}",)", record.trace);
  line += R"("value":)";
  if (const auto framing = kafka::value_framing(record)) {
    // A raw line break cannot stand inside a JSON text's strings.
    std::transform(framing->payload.begin(), framing->payload.end(), std::back_inserter(line),
                   [](char byte) { return byte == '\n' || byte == '\r' ? ' ' : byte; });
    line += "}\n";
  } else {
    line += "null,\"tombstone\":true}\n";
  }
  return line;
}

std::optional<HandlerAnswer> to_answer(std::string_view line) {
  if (line.ends_with('\r')) line.remove_suffix(1);
  HandlerAnswer answer;
  std::string_view rest = line;
  const auto place = [&] {
    return read_number(take_word(rest), answer.partition) && read_number(take_word(rest), answer.offset);
  };
  std::string_view word = place() ? take_word(rest) : std::string_view();
  // A topic may be called 7, but no offset is called ok.
  if (!is_answer(word)) {
    rest = line;
    answer.topic = take_word(rest);
    word = place() ? take_word(rest) : std::string_view();
    if (!is_answer(word)) return std::nullopt;
  }
  line = rest;
  line.remove_prefix(std::min(line.find_first_not_of(" \t"), line.size()));
  std::string reason(line);
  if (reason.empty()) reason = fmt::format("the handler says {}", word);
  if (word == "ok") {
    answer.outcome = kafka::Outcome::ok();
  } else if (word == "skip") {
    answer.outcome = kafka::Outcome::skip(std::move(reason));
  } else if (word == "error") {
    answer.outcome = kafka::Outcome::payload_error(std::move(reason));
  } else if (word == "retry") {
    answer.outcome = kafka::Outcome::retry(std::move(reason));
  } else {
    answer.outcome = kafka::Outcome::fatal(std::move(reason));
  }
  return answer;
}

}  // namespace norm::cli
