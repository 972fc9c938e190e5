// Commands as text: see the header.
#include "kafka/command.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace norm::kafka {
namespace {

std::string text(const Ref& ref) { return fmt::format("{}:{}", ref.epoch, ref.offset); }

struct Printer {
  std::string operator()(const Judge& c) const { return "judge " + text(c.ref); }
  std::string operator()(const Send& c) const {
    return fmt::format("send {} {} {}{}{}", text(c.ref), name(c.route), name(c.form), c.by_key ? " by key" : "",
                       c.route == Route::error_topic ? fmt::format(" ({})", name(c.error.error_class)) : "");
  }
  std::string operator()(const Release& c) const { return "release " + text(c.ref); }
  std::string operator()(const Commit& c) const {
    std::string line = fmt::format("commit #{}", c.ticket);
    for (const CommitMark& mark : c.marks) line += fmt::format(" {}:{}", mark.epoch, mark.offset);
    return line;
  }
  std::string operator()(const Pause& c) const { return fmt::format("pause {}", fmt::join(c.epochs, " ")); }
  std::string operator()(const Resume& c) const { return fmt::format("resume {}", fmt::join(c.epochs, " ")); }
  std::string operator()(const GiveBack&) const { return "give back"; }
  std::string operator()(const Leave&) const { return "leave"; }
  std::string operator()(const Fail& c) const { return "fail " + c.error.name; }
  std::string operator()(const Alert& c) const {
    std::string line = fmt::format("alert {}", name(c.event.kind));
    if (!c.event.topic.empty()) line += fmt::format(" {}/{}", c.event.topic, c.event.partition);
    if (c.event.offset >= 0) line += fmt::format(" at {}", c.event.offset);
    if (c.event.last_offset >= 0) line += fmt::format(" to {}", c.event.last_offset);
    return line;
  }
};

}  // namespace

std::string to_text(const Command& command) { return std::visit(Printer{}, command); }

std::string_view name(Event::Kind kind) {
  switch (kind) {
    case Event::Kind::assigned: return "assigned";
    case Event::Kind::revoked: return "revoked";
    case Event::Kind::lost: return "lost";
    case Event::Kind::blocked: return "blocked";
    case Event::Kind::still_blocked: return "still_blocked";
    case Event::Kind::unblocked: return "unblocked";
    case Event::Kind::delivery_failed: return "delivery_failed";
    case Event::Kind::commit_failed: return "commit_failed";
    case Event::Kind::broker: return "broker";
    case Event::Kind::parked: return "parked";
    case Event::Kind::fenced: return "fenced";
    case Event::Kind::flood: return "flood";
    case Event::Kind::flood_over: return "flood_over";
    case Event::Kind::circuit_open: return "circuit_open";
    case Event::Kind::circuit_closed: return "circuit_closed";
    case Event::Kind::gone: return "gone";
    case Event::Kind::left_behind: return "left_behind";
  }
  return "";
}

std::string_view name(Route route) {
  switch (route) {
    case Route::next_topic: return "next_topic";
    case Route::error_topic: return "error_topic";
  }
  return "";
}

std::string_view name(Form form) {
  switch (form) {
    case Form::full: return "full";
    case Form::bare: return "bare";
    case Form::pointer: return "pointer";
  }
  return "";
}

}  // namespace norm::kafka
