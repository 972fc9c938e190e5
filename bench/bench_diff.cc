// What a comparison of two schemas costs: the pairs of schemas/evolution (or of the files that are named), and a module
// of 200 definitions against its predecessor.
#include <fmt/format.h>
#include <norm/norm.h>
#include <rapidjson/document.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

namespace {

using Clock = std::chrono::steady_clock;

double milliseconds_of(const norm::Spec& old, const norm::Spec& now) {
  constexpr int kRuns = 15;
  std::vector<double> runs;
  for (int i = 0; i < kRuns; ++i) {
    const auto begin = Clock::now();
    const auto found = norm::diff(std::span(&old, 1), now);
    runs.push_back(std::chrono::duration<double, std::milli>(Clock::now() - begin).count());
    if (!found) return -1;
  }
  std::sort(runs.begin(), runs.end());
  return runs[runs.size() / 2];
}

void measure_pairs(const std::filesystem::path& folder) {
  std::vector<double> all;
  std::string slowest;
  double longest = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() != ".json") continue;
    std::ifstream in(entry.path(), std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
    rapidjson::Document document;
    document.Parse(text.data(), text.size());
    if (!document.IsObject() || !document.HasMember("cases")) continue;
    for (const auto& one : document["cases"].GetArray()) {
      const auto old = norm::load_text(one["old"].GetString());
      const auto now = norm::load_text(one["new"].GetString());
      if (!old || !now) continue;  // an extern is missing, or the dialect is another one
      const double taken = milliseconds_of(*old->last(), *now->last());
      all.push_back(taken);
      if (taken > longest) slowest = one["id"].GetString();
      longest = std::max(longest, taken);
    }
  }
  if (all.empty()) return;
  std::sort(all.begin(), all.end());
  fmt::print("{}: {} pairs, median {:.3f} ms, longest {:.3f} ms ({})\n", folder.string(), all.size(),
             all[all.size() / 2], longest, slowest);
}

// Schemas of ten fields that hold each other, and a multi over all of them.
std::string module_text(int definitions, bool grown) {
  std::string out;
  std::string arms;
  for (int i = 0; i < definitions - 1; ++i) {
    out += fmt::format("T{} = schema {{\n  req :type, lit(\"t{}\")\n  req :id, uuid?\n", i, i);
    out +=
        "  req :count, integer? & >= 0\n  opt :name, string? & length?(1..80)\n  opt :tags, coll_of(string?, "
        "max_count: 10)\n";
    out += "  opt :size, enum(\"S\", \"M\", \"L\")\n  opt :code, /^[A-Z]{2}[0-9]{4}$/\n  opt :at, date_time?\n";
    if (i > 0) out += fmt::format("  opt :inner, T{}\n", i / 2);
    if (grown && i % 7 == 0) out += "  opt :note, string?\n";
    out += "}\n";
    arms += fmt::format("  \"t{}\" => T{}\n", i, i);
  }
  return out + "Event = multi(:type) {\n" + arms + "}\n";
}

void measure_module() {
  constexpr int kDefinitions = 200;
  const auto old = norm::load_text(module_text(kDefinitions, false));
  const auto now = norm::load_text(module_text(kDefinitions, true));
  if (!old || !now) return;
  const auto found = norm::diff(std::span(old->last(), 1), *now->last());
  fmt::print("a module of {} definitions: {}, {:.1f} ms\n", kDefinitions,
             found ? norm::to_string(found->overall.verdict) : "not compared",
             milliseconds_of(*old->last(), *now->last()));
}

}  // namespace

int main(int argc, char** argv) {
  for (int i = 1; i < argc; ++i) measure_pairs(argv[i]);
  measure_module();
  return 0;
}
