// What a whole stream fails of, as counts.
#include "cli/summary.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "cli/interrupt.h"
#include "cli/table.h"

namespace norm::cli {
namespace {

constexpr std::size_t kLongestVal = 80;  // code points, as in the reports of records
constexpr std::size_t kMostShown = 1'000'000;

}  // namespace

void Summary::configure(CLI::App& app) {
  auto* summary =
      app.add_flag("--summary", wanted_, "No reports, but counts of records by path and predicate (see below)");
  app.add_option("--max-rows", max_rows_, "Rows of the summary, the most frequent first; 0: all")
      ->capture_default_str()
      ->type_name("N")
      ->check(CLI::Range(std::size_t{0}, kMostShown))
      ->needs(summary);
}

Summary::Place Summary::place_of(const Payload& payload) {
  const auto [file, is_new] = file_indexes_.try_emplace(*payload.file, files_.size());
  if (is_new) files_.push_back(*payload.file);
  return {payload.number, payload.record.line, file->second, payload.one_of_many};
}

std::string Summary::name_of(const Place& place) const {
  const std::string& file = files_[place.file];
  return place.one_of_many ? fmt::format("{}:{}", file, place.line) : file;
}

void Summary::count(Row& row, const Place& place) {
  if (row.last.record == place.record) return;  // records count from 1
  if (row.count++ == 0) row.first = place;
  row.last = place;
}

void Summary::add_failing(const Payload& payload, const DecodeError& error, bool selected) {
  ++records_;
  if (error.malformed) ++malformed_;
  if (error.truncated) ++truncated_;
  if (!selected) return;
  const Place place = place_of(payload);
  if (error.malformed) {
    Row& row = malformed_rows_[error.malformed->reason];
    row.code = error.malformed->code;
    count(row, place);
    return;
  }
  for (const Problem& problem : error.problems) {
    const std::size_t index = groups_.index_of(problem);
    if (index == ProblemGroups::kOther) {
      count(other_, place);
      continue;
    }
    if (index == rows_.size()) {
      Row row;
      row.code = problem.code;
      row.val = first_code_points(problem.val, kLongestVal);
      rows_.push_back(std::move(row));
    }
    count(rows_[index], place);
  }
}

std::vector<Summary::Shown> Summary::sorted() const {
  std::vector<Shown> all;
  for (std::size_t i = 0; i < rows_.size(); ++i) {
    const ProblemGroups::Group& group = groups_.groups()[i];
    all.push_back(Shown{&rows_[i], group.path, group.predicate, false});
  }
  for (const auto& [reason, row] : malformed_rows_) all.push_back(Shown{&row, "", reason, true});
  std::stable_sort(all.begin(), all.end(), [](const Shown& a, const Shown& b) {
    if (a.row->count != b.row->count) return a.row->count > b.row->count;
    return a.row->first.record < b.row->first.record;
  });
  return all;
}

void Summary::print(const std::string& format, const TextStyle& style) const {
  std::vector<Shown> rows = sorted();
  const std::size_t all = rows.size();
  if (max_rows_ > 0 && all > max_rows_) rows.erase(rows.begin() + static_cast<std::ptrdiff_t>(max_rows_), rows.end());
  if (format == "json") {
    print_json(rows, all);
  } else if (format == "lines") {
    print_lines(rows, all);
  } else {
    print_text(rows, all, style);
  }
}

// Neither a few nor nearly all are rounded to what they are not.
std::string Summary::share(std::size_t count) const {
  if (count == 0 || records_ == 0) return "0.0%";
  if (count == records_) return "100.0%";
  const double percent = 100.0 * static_cast<double>(count) / static_cast<double>(records_);
  if (percent < 0.1) return "<0.1%";
  if (percent > 99.9) return ">99.9%";
  return fmt::format("{:.1f}%", percent);
}

void Summary::print_text(const std::vector<Shown>& rows, std::size_t all, const TextStyle& style) const {
  out().write(fmt::format("{} of {} records conform ({})", conforming_, records_, share(conforming_)));
  if (malformed_ > 0) out().write(fmt::format(", {} {} malformed JSON", malformed_, malformed_ == 1 ? "is" : "are"));
  out().line("");
  if (!rows.empty() || other_.count > 0) {
    std::vector<Column> columns = {{"count", Cut::never, true, 0},  {"share", Cut::never, true, 0},
                                   {"path", Cut::front, false, 0},  {"predicate", Cut::back, false, 0},
                                   {"first", Cut::front, false, 1}, {"last", Cut::front, false, 2},
                                   {"val", Cut::back, false, 3}};
    std::vector<std::vector<std::string>> cells;
    for (const Shown& shown : rows) {
      const Row& row = *shown.row;
      const std::string path = shown.malformed ? "malformed JSON" : shown.path.empty() ? "the document" : shown.path;
      cells.push_back({std::to_string(row.count), share(row.count), harmless(path), harmless(shown.what),
                       harmless(name_of(row.first)), harmless(name_of(row.last)), harmless(row.val)});
    }
    if (other_.count > 0) {
      cells.push_back({std::to_string(other_.count), share(other_.count), "other", "", harmless(name_of(other_.first)),
                       harmless(name_of(other_.last)), ""});
    }
    const std::vector<std::string> lines = layout(std::move(columns), std::move(cells), style.width);
    for (std::size_t i = 0; i < lines.size(); ++i) {
      if (i == 0 && style.colour == Colour::on) {
        out().line(fmt::format("\x1B[1m{}\x1B[0m", std::string_view(lines[i]).substr(0, lines[i].size() - 1)));
      } else {
        out().write(lines[i]);
      }
    }
    out().line(fmt::format("{} of {} rows shown{}; a record counts once a row", rows.size(), all,
                           rows.size() < all ? " (--max-rows 0 shows all)" : ""));
  }
  if (other_.count > 0) {
    out().line(fmt::format("other: {} {} problems that were new when the table was full", other_.count,
                           other_.count == 1 ? "record has" : "records have"));
  }
  if (truncated_ > 0) {
    out().line(fmt::format("{} {} more problems than --max-errors lets through", truncated_,
                           truncated_ == 1 ? "record has" : "records have"));
  }
}

void Summary::print_lines(const std::vector<Shown>& rows, std::size_t all) const {
  for (const Shown& shown : rows) {
    out().line(fmt::format("{}\t{}\t{}{}", shown.row->count, harmless(shown.path),
                           shown.malformed ? "malformed JSON: " : "", harmless(shown.what)));
  }
  if (other_.count > 0) out().line(fmt::format("{}\tother\t", other_.count));
  if (rows.size() < all) complain(fmt::format("{} of {} rows shown; --max-rows 0 shows all", rows.size(), all));
}

std::string Summary::json_share(std::size_t count) const {
  return records_ == 0 ? "0" : fmt::format("{:.6g}", static_cast<double>(count) / static_cast<double>(records_));
}

std::string Summary::json_place(const Place& place) const {
  return fmt::format(R"({{"record":{},"file":{},"line":{}}})", place.record, json_string(files_[place.file]),
                     place.line);
}

void Summary::print_json(const std::vector<Shown>& rows, std::size_t all) const {
  std::string problems;
  std::string malformed;
  for (const Shown& shown : rows) {
    const Row& row = *shown.row;
    const std::string counts =
        fmt::format(R"("code":{},"count":{},"share":{},"first":{},"last":{})", json_string(row.code), row.count,
                    json_share(row.count), json_place(row.first), json_place(row.last));
    std::string& list = shown.malformed ? malformed : problems;
    if (!list.empty()) list += ',';
    if (shown.malformed) {
      list += fmt::format(R"({{"reason":{},{}}})", json_string(shown.what), counts);
    } else {
      list += fmt::format(R"({{"path":{},"predicate":{},{},"val":{}}})", json_string(shown.path),
                          json_string(shown.what), counts, json_string(row.val));
    }
  }
  out().line(fmt::format(R"({{"records":{},"conforming":{},"share":{},"malformed":{},"truncated":{},"rows":{},)"
                         R"("rows_shown":{},"other":{},"interrupted":{},"problems":[{}],"malformed_by_reason":[{}]}})",
                         records_, conforming_, json_share(conforming_), malformed_, truncated_, all, rows.size(),
                         other_.count, interrupted(), problems, malformed));
}

}  // namespace norm::cli
