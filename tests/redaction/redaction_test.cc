// No rendering of an explanation shows what `@pii` governs: lines, text of every width and layout, JSON, summaries, and
// the headers of records on the error topic. For random specs and payloads, whose secrets are texts that occur nowhere
// else.
//
// NORM_SECRET_PAIRS sets how many pairs of a spec and a payload are tried, NORM_SEED the first module's seed.
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <norm/decode.h>
#include <norm/report.h>
#include <norm/schema_file.h>

#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "cli/console.h"
#include "cli/summary.h"
#include "judge/random_payload.h"
#include "judge/random_spec.h"
#include "kafka/error_record.h"
#include "redaction/secrets.h"

namespace norm::judge {
namespace {

constexpr std::size_t kPayloadsEach = 10;
constexpr int kPiiPercent = 20;

std::uint64_t environment(const char* name, std::uint64_t otherwise) {
  const char* text = std::getenv(name);
  return text == nullptr ? otherwise : std::strtoull(text, nullptr, 10);
}

struct Rendering {
  std::string what;
  std::string text;
};
using Renderings = std::vector<Rendering>;

void add_texts(Renderings& out, const DecodeError& error, const std::string& bytes) {
  TextStyle style;
  style.malformed = Malformed::quoted;
  const auto add = [&] {
    out.push_back({fmt::format("text, width {}", style.width), to_text(error, bytes, "p.json", style)});
  };
  for (const std::size_t width : {20u, 57u, 100u, 4000u}) {
    style.width = width;
    style.colour = Colour::off;
    add();
    style.colour = Colour::on;
    add();
  }
  style.layout = Layout::plain;
  add();
}

void add_headers(Renderings& out, const DecodeError& error, const std::string& bytes) {
  kafka::Record record;
  record.topic = "people";
  record.value = bytes;
  const std::string lines = to_lines(error);
  const kafka::ErrorFacts facts{.kind = {kafka::ErrorClass::payload, kafka::ErrorStage::validate},
                                .explain = lines,
                                .decode = &error,
                                .schema = "people.norm#Person",
                                .group = "g"};
  for (const auto profile : {kafka::HeaderProfile::norm, kafka::HeaderProfile::connect, kafka::HeaderProfile::spring,
                             kafka::HeaderProfile::streams}) {
    for (const auto form : {kafka::Form::full, kafka::Form::bare, kafka::Form::pointer}) {
      for (const std::size_t bytes_of_explain : {60u, 4096u}) {
        const kafka::ErrorRecord made = kafka::error_record(record, facts, {bytes_of_explain, profile, form});
        for (const kafka::Header& header : made.own) {
          if (header.name != "norm.error.value.sha256") {
            out.push_back({std::string(header.name), std::string(header.value.value_or(""))});
          }
        }
      }
    }
  }
}

// What a host shows that leaves out the ranges it was told.
std::string without(const std::string& bytes, const std::vector<ByteSpan>& redacted) {
  std::string out;
  std::size_t at = 0;
  for (const ByteSpan& span : redacted) {
    if (span.begin > at) out += bytes.substr(at, span.begin - at);
    at = std::max(at, span.end);
  }
  return out + bytes.substr(at);
}

Renderings renderings_of(const DecodeError& error, const std::string& bytes) {
  Renderings out;
  out.push_back({"lines", to_lines(error)});
  for (const Problem& problem : error.problems) {
    out.push_back({"JSON", to_json(problem)});
    out.push_back({"problem", problem.val + problem.message + problem.predicate});
  }
  add_texts(out, error, bytes);
  add_headers(out, error, bytes);
  out.push_back({"the payload without the redacted ranges", without(bytes, error.redacted)});
  return out;
}

class Summaries {
 public:
  Summaries() {
    CLI::App app;
    summary_.configure(app);
    app.parse("--summary --max-rows 0");
  }
  void add(const std::string& bytes, const DecodeError& error) {
    cli::Payload payload;
    payload.record.bytes = bytes;
    payload.number = ++number_;
    payload.file = &file_;
    summary_.add_failing(payload, error, true);
  }
  [[nodiscard]] Renderings renderings() const {
    Renderings out;
    for (const char* format : {"text", "lines", "json"}) {
      testing::internal::CaptureStdout();
      summary_.print(format, {});
      cli::out().flush();
      out.push_back({fmt::format("summary as {}", format), testing::internal::GetCapturedStdout()});
    }
    return out;
  }

 private:
  cli::Summary summary_;
  std::string file_ = "p.ndjson";
  std::size_t number_ = 0;
};

std::string without_pii(std::string text) {
  constexpr std::string_view kMark = "@pii ";
  for (std::size_t at = text.find(kMark); at != std::string::npos; at = text.find(kMark, at))
    text.erase(at, kMark.size());
  return text;
}

struct Tally {
  std::size_t pairs = 0;
  std::size_t secrets = 0;
  std::size_t explained = 0;  // payloads that fail and hold a secret
  std::size_t unmarked = 0;   // of those, how many show it where nothing is marked
  std::size_t leaks = 0;
  std::string shortest;

  void leak(std::string report) {
    ++leaks;
    if (shortest.empty() || report.size() < shortest.size()) shortest = std::move(report);
  }
};

void look_for_leaks(const Renderings& renderings, const std::string& context, Tally& tally) {
  for (const Rendering& rendering : renderings) {
    const std::string_view leak = leak_in(rendering.text);
    if (!leak.empty()) tally.leak(fmt::format("{}{}: {}\nshows {}\n", context, rendering.what, rendering.text, leak));
  }
}

void try_unknown(const Validator& validator, const std::string& bytes, const std::string& context, Tally& tally) {
  Decoder decoder(validator, {.report_unknown = true});
  const auto decoded = decoder.decode(bytes);
  if (!decoded) return;
  Renderings out;
  for (const UnknownMember& member : decoded->unknown()) {
    out.push_back({"unknown member", to_path(member.path) + to_pointer(member.path) + member.meant});
  }
  look_for_leaks(out, context, tally);
}

void try_module(std::uint64_t seed, Tally& tally) {
  Random random(seed);
  const auto library = random_module(random, kPiiPercent);
  const std::string text = text_of(*library);
  const auto loaded = load_text(text, "random.norm");
  const auto unmarked = load_text(without_pii(text), "unmarked.norm");
  ASSERT_TRUE(loaded && unmarked) << "seed " << seed << '\n' << text;
  const Spec& spec = library->files.front().definitions.back().spec;
  // What governs the whole value stands before the definition, not in its spec.
  const Spec root(Node{Ref{library->files.front().definitions.back().name}});
  const Validator validator = compile(*loaded->last()).value();
  Decoder decoder(validator);
  Decoder plain(compile(*unmarked->last()).value());
  Summaries summaries;
  std::string all;
  for (std::size_t i = 0; i < kPayloadsEach; ++i) {
    ++tally.pairs;
    Value value = random_value(random, spec, library.get());
    const std::size_t secrets = put_secrets(random, root, *library, value);
    tally.secrets += secrets;
    const std::string bytes = random_text(random, value);
    const std::string context = fmt::format("NORM_SEED={}\n{}payload: {}\n", seed, text, bytes);
    try_unknown(validator, bytes, context, tally);
    const auto decoded = decoder.decode(bytes);
    ASSERT_EQ(decoded.has_value(), plain.valid(bytes)) << "@pii has changed the verdict\n" << context;
    if (decoded) continue;
    look_for_leaks(renderings_of(decoded.error(), bytes), context, tally);
    summaries.add(bytes, decoded.error());
    all += bytes + '\n';
    if (secrets == 0) continue;
    ++tally.explained;
    if (!leak_in(to_lines(plain.decode(bytes).error())).empty()) ++tally.unmarked;
  }
  look_for_leaks(summaries.renderings(), fmt::format("NORM_SEED={}\n{}payloads: {}", seed, text, all), tally);
}

TEST(Redaction, NothingOfASecretIsEverShown) {
  const std::uint64_t pairs = environment("NORM_SECRET_PAIRS", 2000);
  const std::uint64_t first = environment("NORM_SEED", 1);
  Tally tally;
  for (std::uint64_t seed = first; tally.pairs < pairs; ++seed) {
    try_module(seed, tally);
    if (HasFatalFailure()) return;
  }
  EXPECT_EQ(tally.leaks, 0U) << "the shortest report that shows a secret:\n" << tally.shortest;
  fmt::print("NORM_SEED={}: {} pairs, {} secrets, {} explanations near one, {} of which show it without @pii\n", first,
             tally.pairs, tally.secrets, tally.explained, tally.unmarked);
  // Else there was nothing to hide.
  EXPECT_GT(tally.explained, tally.pairs / 20);
  EXPECT_GT(tally.unmarked, tally.explained / 2);
}

}  // namespace
}  // namespace norm::judge
