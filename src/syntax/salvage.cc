// Entries of a broken definition, found along what was open when reading stopped.
#include "syntax/salvage.h"

#include <algorithm>
#include <utility>

namespace norm::syntax {
namespace {

constexpr Kind kSpecs[] = {Kind::expression, Kind::conjunction, Kind::negation,      Kind::group,     Kind::bound,
                           Kind::range,      Kind::regex,       Kind::predicate,     Kind::literal,   Kind::schema,
                           Kind::multi,      Kind::edit_call,   Kind::constant_call, Kind::reference, Kind::call};
// What specs stand in directly. (A range or a regex in a predicate is an argument.)
constexpr Kind kOfSpecs[] = {Kind::expression, Kind::conjunction, Kind::negation, Kind::group,
                             Kind::edit_call,  Kind::argument,    Kind::keys,     Kind::extern_};

template <std::size_t N>
bool is(const Kind (&kinds)[N], Kind kind) {
  return std::find(std::begin(kinds), std::end(kinds), kind) != std::end(kinds);
}

bool is_field(Kind kind) { return kind == Kind::required_field || kind == Kind::optional_field; }

/// Calls `then` with each complete entry directly below an open one.
template <class Then>
void for_each_complete(const Tape& tape, const std::vector<std::uint32_t>& open, std::size_t at, Then then) {
  const auto& entries = tape.entries();
  const auto end = static_cast<std::uint32_t>(at + 1 < open.size() ? open[at + 1] : entries.size());
  for (std::uint32_t i = open[at] + 1; i < end; i = entries[i].next) then(i, entries[i].kind);
}

}  // namespace

void Salvage::take(const Tape& tape) {
  end_members();
  const Chain open = tape.open_entries();
  const auto& entries = tape.entries();
  std::optional<std::size_t> innermost;
  for (std::size_t i = 0; i < open.size(); ++i) {
    if (entries[open[i]].kind == Kind::schema) innermost = i;
  }
  for (std::size_t i = 0; i < open.size(); ++i) {
    if (i != innermost) take_from(tape, open, i);
  }
  if (innermost) open_schema(tape, open, *innermost);  // the last, since more may come into it
}

void Salvage::take_from(const Tape& tape, const Chain& open, std::size_t at) {
  const auto& entries = tape.entries();
  const Kind kind = entries[open[at]].kind;
  if (kind == Kind::schema) {
    open_schema(tape, open, at);
    end_members();
  } else if (kind == Kind::member && at == 0) {
    out_.open(Kind::schema, entries[open[at]].begin);
    field(tape, open, at);
    out_.close(entries[open[at]].begin + 1);
  } else if (kind == Kind::multi) {
    bool has_arms = false;
    for_each_complete(tape, open, at, [&](std::uint32_t, Kind child) { has_arms |= child != Kind::path; });
    if (!has_arms) return;
    out_.open(Kind::multi, entries[open[at]].begin);
    for_each_complete(tape, open, at, [&](std::uint32_t i, Kind) { out_.copy(tape, i); });
    out_.close(entries[open[at]].begin + 1);
  } else if (kind == Kind::definition) {
    for_each_complete(tape, open, at, [&](std::uint32_t i, Kind child) {
      if (child == Kind::annotation) out_.copy(tape, i);
    });
  } else if (kind == Kind::call) {
    for_each_complete(tape, open, at, [&](std::uint32_t i, Kind child) {
      if (child != Kind::argument) return;
      const std::uint32_t first = i + 1;
      out_.copy(tape, entries[first].kind == Kind::label_name ? entries[first].next : first);
    });
  } else if (is(kOfSpecs, kind)) {
    for_each_complete(tape, open, at, [&](std::uint32_t i, Kind child) {
      if (is(kSpecs, child)) out_.copy(tape, i);
    });
  }
}

// Leaves it open.
void Salvage::open_schema(const Tape& tape, const Chain& open, std::size_t at) {
  out_.open(Kind::schema, tape.entries()[open[at]].begin);
  in_schema_ = true;
  for_each_complete(tape, open, at, [&](std::uint32_t i, Kind) { out_.copy(tape, i); });
  if (at + 1 < open.size() && tape.entries()[open[at + 1]].kind == Kind::member) field(tape, open, at + 1);
}

// The field that is being read, if its key was.
void Salvage::field(const Tape& tape, const Chain& open, std::size_t member) {
  const std::size_t field = member + 1;
  if (field >= open.size() || !is_field(tape.entries()[open[field]].kind)) return;
  bool has_key = false;
  for_each_complete(tape, open, field, [&](std::uint32_t, Kind child) { has_key |= child == Kind::key; });
  if (!has_key) return;
  const auto& entries = tape.entries();
  std::uint32_t end = 0;
  const auto copy = [&](std::uint32_t i, Kind) {
    out_.copy(tape, i);
    end = entries[i].end;
  };
  out_.open(Kind::member, entries[open[member]].begin);
  for_each_complete(tape, open, member, copy);
  out_.open(entries[open[field]].kind, entries[open[field]].begin);
  for_each_complete(tape, open, field, copy);
  out_.close(end);
  out_.close(end);
}

void Salvage::member(const Tape& tape, std::size_t indentation) {
  if (!in_schema_ || indentation_ != indentation) {
    end_members();
    out_.open(Kind::schema, tape.entries().front().begin);
    in_schema_ = true;
    indentation_ = indentation;
  }
  out_.copy(tape, 0);
}

void Salvage::arm(const Tape& tape) {
  end_members();
  for (std::uint32_t i = 1; i < tape.entries().size(); i = tape.entries()[i].next) {
    if (tape.entries()[i].kind == Kind::expression) out_.copy(tape, i);
  }
}

void Salvage::end_members() {
  if (in_schema_) out_.close(out_.entries()[out_.open_entries().back()].begin + 1);
  in_schema_ = false;
  indentation_.reset();
}

Tape Salvage::finish() {
  end_members();
  return std::move(out_);
}

}  // namespace norm::syntax
