// The file of `norm diff --accept`.
#include "cli/accept.h"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <cstring>
#include <fstream>
#include <string_view>
#include <unordered_map>

namespace norm::cli {
namespace {

constexpr std::string_view kBlanks = " \t\r";
constexpr std::size_t kMostBytes = std::size_t{16} << 20;

std::string_view take_word(std::string_view& line) {
  line.remove_prefix(std::min(line.find_first_not_of(kBlanks), line.size()));
  const std::string_view word = line.substr(0, line.find_first_of(kBlanks));
  line.remove_prefix(word.size());
  return word;
}

std::string_view trimmed(std::string_view line) {
  line.remove_prefix(std::min(line.find_first_not_of(kBlanks), line.size()));
  return line.substr(0, line.find_last_not_of(kBlanks) + 1);
}

bool is_fingerprint(std::string_view word) {
  return word.size() == 16 && word.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

// A day of the calendar, as RFC 3339 writes it.
bool is_day(std::string_view word) {
  if (word.size() != 10 || word[4] != '-' || word[7] != '-') return false;
  const auto number = [&](std::size_t at, std::size_t size) {
    unsigned value = 0;
    const auto [end, error] = std::from_chars(word.data() + at, word.data() + at + size, value);
    return error == std::errc() && end == word.data() + at + size ? value : 9999U;
  };
  return std::chrono::year_month_day(std::chrono::year(static_cast<int>(number(0, 4))),
                                     std::chrono::month(number(5, 2)), std::chrono::day(number(8, 2)))
      .ok();
}

}  // namespace

Result<std::vector<AcceptedLine>, std::vector<std::string>> read_accepted(const std::string& file) {
  errno = 0;
  std::ifstream stream(file, std::ios::binary);
  std::string text(kMostBytes + 1, '\0');
  if (stream) stream.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (!stream.eof()) {
    const std::string why = stream.good() ? "larger than 16 MiB" : std::strerror(errno != 0 ? errno : EIO);
    return Failure(std::vector<std::string>{fmt::format("cannot read {}: {}", file, why)});
  }
  text.resize(static_cast<std::size_t>(stream.gcount()));

  std::vector<AcceptedLine> lines;
  std::vector<std::string> mistakes;
  std::unordered_map<std::string, std::size_t> seen;
  std::string_view rest = text;
  for (std::size_t number = 1; !rest.empty(); ++number) {
    std::string_view line = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(std::min(line.size() + 1, rest.size()));
    line = trimmed(line);
    if (line.empty() || line.front() == '#') continue;
    const auto mistake = [&](const std::string& what) {
      mistakes.push_back(fmt::format("{}:{}: {}", file, number, what));
    };
    const std::string fingerprint(take_word(line));
    const std::string day(take_word(line));
    const std::string reason(trimmed(line));
    if (!is_fingerprint(fingerprint)) {
      mistake(
          fmt::format("a line is FINGERPRINT YYYY-MM-DD REASON, and {} is no fingerprint of 16 digits", fingerprint));
    } else if (!is_day(day)) {
      mistake(day.empty() ? "the day until which it is accepted is missing"
                          : fmt::format("{} is no day as in 2027-01-31", day));
    } else if (reason.empty() || reason.ends_with(": ...")) {
      mistake("the reason is missing");
    } else if (const auto [known, fresh] = seen.emplace(fingerprint, number); !fresh) {
      mistake(fmt::format("{} stands in line {} too", fingerprint, known->second));
    } else {
      lines.push_back({{fingerprint, day, reason}, number});
    }
  }
  if (!mistakes.empty()) return Failure(std::move(mistakes));
  return lines;
}

std::string today() {
  const std::chrono::year_month_day day(std::chrono::floor<std::chrono::days>(std::chrono::system_clock::now()));
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(day.year()), static_cast<unsigned>(day.month()),
                     static_cast<unsigned>(day.day()));
}

}  // namespace norm::cli
