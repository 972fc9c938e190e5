// Writes the formats down as regexes, piece by piece as their standards do. The scanners of the predicate room decide
// what each format is; a test holds the two together.
#include "regex/formats.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>

#include "regex/formula.h"

namespace norm::regex {
namespace {

// A format is determinised once for all questions of the process, so it may take longer than a user's regex.
constexpr std::size_t kSteps = 5'000'000;

// Where a format's automaton is large, what is plain of it stands before it in a small one: a question takes in the
// large one only if the small one does not settle it.

Language whole(const std::string& pattern) {
  const auto ast = parse("^(?:" + pattern + ")$", "");
  const auto made = ast ? language_of(*ast, Reading::search, kMostInstructions, kSteps) : std::nullopt;
  return made ? *made : Language::none();
}

constexpr const char* kHex = "[0-9A-Fa-f]";

Language uuid() { return whole(fmt::format("{0}{{8}}(?:-{0}{{4}}){{3}}-{0}{{12}}", kHex)); }

Language uuid_of(unsigned version) {
  return whole(fmt::format("{0}{{8}}-{0}{{4}}-{1}{0}{{3}}-[89abAB]{0}{{3}}-{0}{{12}}", kHex, version));
}

Language hex() { return whole(fmt::format("(?:{}{{2}})*", kHex)); }

// The last digit of an incomplete group has bits that no octet uses; they are zero.
constexpr const char* kLastOfTwo = "[AQgw]";
constexpr const char* kLastOfThree = "[AEIMQUYcgkosw048]";

Language base64() {
  return whole(fmt::format("(?:{0}{{4}})*(?:{0}{1}==|{0}{{2}}{2}=)?", "[A-Za-z0-9+/]", kLastOfTwo, kLastOfThree));
}

Language base64url() {
  return whole(fmt::format("(?:{0}{{4}})*(?:{0}{1}(?:==)?|{0}{{2}}{2}=?)?", "[A-Za-z0-9_-]", kLastOfTwo, kLastOfThree));
}

Language json_pointer() { return whole("(?:/(?:[^~]|~[01])*)?"); }

Language ulid() { return whole("[0-7][0-9A-HJKMNP-TV-Za-hjkmnp-tv-z]{25}"); }

constexpr const char* kDate =
    "(?:[0-9]{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])|(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)"
    "|02-(?:0[1-9]|1[0-9]|2[0-8]))"
    "|(?:[0-9]{2}(?:0[48]|[2468][048]|[13579][26])|(?:[02468][048]|[13579][26])00)-02-29)";
// Times behind a date. What each of them looks like stands first, so that the rest may take it for granted. A leap
// second ends a day of UTC: its hour and minute hang together with those of the offset, 1440 pairs a sign. Hours and
// minutes can be told apart but where an offset of whole hours borrows one, so that two small automata say it together.
Language times_after(const std::string& date, const std::string& skipped) {
  const std::string hour_minute = "(?:[01][0-9]|2[0-3]):[0-5][0-9]";
  const std::string form = fmt::format("{0}{1}:(?:[0-5][0-9]|60)(?:\\.[0-9]+)?(?:[Zz]|[+-]{1})", date, hour_minute);
  constexpr const char* kLeap = ":60[^+-]*";
  std::string no_borrow = fmt::format("..:..:[0-5].*|23:59{}", kLeap), hours, minutes;
  for (int hour = 0; hour < 24; ++hour) {
    no_borrow += fmt::format("|{:02}:59{}\\+{:02}:00", hour, kLeap, (hour + 1) % 24);
    hours += fmt::format("|{0:02}:..{1}(?:\\+{0:02}|-{2:02}):..", hour, kLeap, 23 - hour);
  }
  for (int minute = 0; minute < 60; ++minute) {
    const std::string ahead = minute < 59 ? fmt::format("\\+..:{:02}|", minute + 1) : "";
    minutes += fmt::format("|..:{:02}{}(?:{}-..:{:02})", minute, kLeap, ahead, 59 - minute);
  }
  const auto after = [&](std::string_view options) { return whole(fmt::format("{}(?:{})", skipped, options)); };
  return whole(form) & (after(no_borrow) | (after(hours.substr(1)) & after(minutes.substr(1))));
}

Language date() { return whole(kDate); }
Language time() { return times_after("", ""); }
Language date_time() { return times_after(std::string(kDate) + "[Tt]", ".{11}"); }

// Units follow each other without a gap.
std::string amounts(char first, char second, char third) {
  return fmt::format("(?:[0-9]+{0}(?:[0-9]+{1}(?:[0-9]+{2})?)?|[0-9]+{1}(?:[0-9]+{2})?|[0-9]+{2})", first, second,
                     third);
}

Language duration() {
  const std::string of_time = "T" + amounts('H', 'M', 'S');
  return whole(fmt::format("P(?:[0-9]+W|{}(?:{})?|{})", amounts('Y', 'M', 'D'), of_time, of_time));
}

std::string ipv4_text() {
  constexpr const char* kOctet = "(?:[0-9]|[1-9][0-9]|1[0-9]{2}|2[0-4][0-9]|25[0-5])";
  return fmt::format("{0}(?:\\.{0}){{3}}", kOctet);
}

std::string ipv6_text() {
  const std::string group = std::string(kHex) + "{1,4}", ipv4 = ipv4_text();
  std::string text = fmt::format("(?:{0}:){{7}}{0}|(?:{0}:){{6}}{1}", group, ipv4);
  // "::" stands for one group or more, and an IPv4 address for two.
  for (int left = 0; left <= 7; ++left) {
    text += left == 0 ? "|::" : fmt::format("|{0}(?::{0}){{{1}}}::", group, left - 1);
    std::string right;
    if (left <= 6) right += fmt::format("|(?:{0}:){{0,{1}}}{0}", group, 6 - left);
    if (left <= 5) right += fmt::format("|(?:{}:){{0,{}}}{}", group, 5 - left, ipv4);
    text += "(?:" + right + ")";
  }
  return "(?:" + text + ")";
}

std::string domain_text() {
  constexpr const char* kLabel = "[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?";
  return fmt::format("{0}(?:\\.{0})*", kLabel);
}

Language ipv4() { return whole(ipv4_text()); }
Language ipv6() { return whole("[0-9A-Fa-f:.]{2,45}") & whole(ipv6_text()); }

Language hostname() { return whole(domain_text()) & Language::of_length({1, 253}) & !whole("[0-9]+(?:\\.[0-9]+){3}"); }

Language email() {
  constexpr const char* kAtom = "[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+";
  constexpr const char* kForm = "[A-Za-z0-9!#$%&'*+/=?^_`{|}~-][A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]*@[][A-Za-z0-9.:-]+";
  const std::string literal = fmt::format("\\[(?:{}|(?i:ipv6:){})\\]", ipv4_text(), ipv6_text());
  return whole(kForm) & whole(fmt::format("{0}(?:\\.{0})*@(?:{1}|{2})", kAtom, domain_text(), literal)) &
         whole("[^@]{1,64}@(?s:.*)") & Language::of_length({0, 254});
}

Language uri() {
  constexpr const char* kUnreservedOrSubDelim = "A-Za-z0-9._~!$&'()*+,;=-";
  const auto component = [&](std::string_view more) {
    return fmt::format("(?:[{}{}]|%{}{{2}})", more, kUnreservedOrSubDelim, kHex);
  };
  const std::string future = fmt::format("[vV]{}+\\.[:{}]+", kHex, kUnreservedOrSubDelim);
  const std::string authority =
      fmt::format("(?:{}*@)?(?:\\[(?:{}|{})\\]|{}*)(?::[0-9]*)?", component(":"), ipv6_text(), future, component(""));
  // Without an authority a path does not begin with two slashes.
  const std::string path =
      fmt::format("(?://{}(?:/{}*)?|/?(?:{}{}*)?)", authority, component(":@/"), component(":@"), component(":@/"));
  const std::string tail = component(":@/?");
  return whole(fmt::format("[A-Za-z][A-Za-z0-9+.-]*:{}(?:\\?{}*)?(?:#{}*)?", path, tail, tail));
}

struct Format {
  std::string_view predicate;
  const Language& (*language)();
};

// A function's static is made when it is first called.
template <Language (*kMake)()>
const Language& made_once() {
  static const Language kLanguage = kMake();
  return kLanguage;
}

constexpr Format kFormats[] = {
    {"uuid?", made_once<uuid>},         {"date?", made_once<date>},
    {"time?", made_once<time>},         {"date_time?", made_once<date_time>},
    {"duration?", made_once<duration>}, {"email?", made_once<email>},
    {"uri?", made_once<uri>},           {"hostname?", made_once<hostname>},
    {"ipv4?", made_once<ipv4>},         {"ipv6?", made_once<ipv6>},
    {"base64?", made_once<base64>},     {"base64url?", made_once<base64url>},
    {"hex?", made_once<hex>},           {"json_pointer?", made_once<json_pointer>},
    {"ulid?", made_once<ulid>},
};

}  // namespace

std::optional<Language> of_format(std::string_view predicate) {
  const auto at = std::find_if(std::begin(kFormats), std::end(kFormats),
                               [&](const Format& format) { return format.predicate == predicate; });
  return at == std::end(kFormats) ? std::nullopt : std::optional(at->language());
}

Language of_uuid(unsigned version) { return uuid_of(version); }

}  // namespace norm::regex
