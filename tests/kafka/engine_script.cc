// The engine as a transcript: see the header.
#include "kafka/engine_script.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <functional>
#include <optional>
#include <sstream>

namespace norm::kafka::test {
namespace {

using namespace std::chrono_literals;

using Setters = std::map<std::string, std::function<void(ConsumerOptions&, const std::string&)>>;

const Setters& setters() {
  static const Setters kSetters = {
      {"order", [](auto& o, const auto& v) { o.order = v == "key" ? Order::key : Order::partition; }},
      {"workers", [](auto& o, const auto& v) { o.workers = static_cast<unsigned>(std::stoul(v)); }},
      {"max_attempts", [](auto& o, const auto& v) { o.max_attempts = static_cast<std::uint32_t>(std::stoul(v)); }},
      {"max_retry_time", [](auto& o, const auto& v) { o.max_retry_time = std::chrono::milliseconds(std::stoi(v)); }},
      {"on_exhausted",
       [](auto& o, const auto& v) { o.on_exhausted = v == "stop" ? OnExhausted::stop : OnExhausted::error_topic; }},
      {"oversize", [](auto& o, const auto& v) { o.oversize = v == "block" ? Oversize::block : Oversize::pointer; }},
      {"max_ahead", [](auto& o, const auto& v) { o.max_ahead = std::stoul(v); }},
      {"max_pending", [](auto& o, const auto& v) { o.max_pending = std::stoul(v); }},
      {"max_pending_bytes", [](auto& o, const auto& v) { o.max_pending_bytes = std::stoul(v); }},
      {"max_records", [](auto& o, const auto& v) { o.max_records = std::stoul(v); }},
      {"until_end", [](auto& o, const auto& v) { o.until_end = v == "yes"; }},
      {"commit_records", [](auto& o, const auto& v) { o.commit_records = std::stoul(v); }},
      {"flood_window", [](auto& o, const auto& v) { o.flood.window = std::stoul(v); }},
      {"on_flood",
       [](auto& o, const auto& v) {
         o.flood.action = v == "stop" ? OnFlood::stop : v == "continue" ? OnFlood::go_on : OnFlood::pause;
       }},
      {"on_gone", [](auto& o, const auto& v) { o.on_gone = v == "stop" ? OnGone::stop : OnGone::go_on; }},
      {"circuit", [](auto& o, const auto& v) { o.circuit.failures = static_cast<std::uint32_t>(std::stoul(v)); }},
  };
  return kSetters;
}

Ref parse_ref(const std::string& text) {
  const std::size_t colon = text.find(':');
  return {std::stoull(text.substr(0, colon)), std::stoll(text.substr(colon + 1)), 0};
}

}  // namespace

EngineScript::EngineScript(const std::string& settings) {
  options_.backoff = {100ms, 100ms};
  options_.circuit.backoff = {100ms, 100ms};
  options_.max_hops = 3;
  options_.drain_timeout = 1s;
  options_.commit_timeout = 1s;
  options_.close_timeout = 1s;
  options_.still_blocked_every = 60s;
  std::istringstream words(settings);
  for (std::string word; words >> word;) {
    const std::size_t equals = word.find('=');
    const auto setter = setters().find(word.substr(0, equals));
    if (setter == setters().end()) {
      ADD_FAILURE() << "no such setting: " << word;
      continue;
    }
    setter->second(options_, word.substr(equals + 1));
  }
  engine_ = std::make_unique<Engine>(options_, 1);
  engine_->tick(now_);
}

std::string EngineScript::commands() {
  std::vector<Command> taken;
  engine_->take_commands(taken);
  std::string text;
  for (const Command& command : taken) {
    if (const Commit* const commit = std::get_if<Commit>(&command)) marks_[commit->ticket] = commit->marks.size();
    text += "  " + to_text(command) + "\n";
  }
  return text;
}

std::string EngineScript::judged(const std::string& verb, const std::string& first, const std::string& argument) {
  const Ref ref = parse_ref(first);
  Answer answer;
  answer.text = "because";
  if (verb == "ok") answer.kind = Answer::Kind::ok;
  if (verb == "skip") answer.kind = Answer::Kind::skip;
  if (verb == "pass") answer.kind = Answer::Kind::pass_on;
  if (verb == "fatal") answer.kind = Answer::Kind::fatal;
  if (verb == "invalid" || verb == "reject") answer.kind = Answer::Kind::reject;
  if (verb == "reject") answer.error = {ErrorClass::handler, ErrorStage::handle};
  if (verb == "invalid" && !argument.empty()) answer.hops = std::stoull(argument);
  if (verb == "retry" || verb == "wait") {
    answer.kind = verb == "wait" ? Answer::Kind::wait : Answer::Kind::retry;
    answer.after = std::chrono::milliseconds(argument.empty() ? 100 : std::stoi(argument));
  }
  return engine_->judged(ref, answer, now_) ? "  release " + first + "\n" : "";
}

std::string EngineScript::state() const {
  const Summary s = engine_->summary();
  std::string text =
      fmt::format("  {}{} read={} done={} error_topic={} skipped={} uncommitted={}\n", name(engine_->phase()),
                  engine_->rests() ? ", rests" : "", s.read, s.done, s.error_topic, s.skipped, s.uncommitted);
  for (const Epoch epoch : engine_->epochs()) {
    const Partition& partition = *engine_->partition(epoch);
    text += fmt::format("  {}: {}/{} {}, {} open{}\n", epoch, partition.topic, partition.partition,
                        name(partition.phase), partition.ledger.open(), partition.paused ? ", paused" : "");
  }
  return text;
}

// The verbs. A record is EPOCH:OFFSET; times are milliseconds.
std::string EngineScript::play(const std::string& line) {
  std::istringstream words(line);
  std::string verb;
  std::string first;
  std::string second;
  words >> verb >> first >> second;
  const auto epochs = [&] {
    std::vector<Epoch> all;
    std::istringstream rest(line.substr(verb.size()));
    for (Epoch epoch = 0; rest >> epoch;) all.push_back(epoch);
    return all;
  };
  static const std::map<std::string, Delivery> kDeliveries = {{"taken", Delivery::taken},
                                                              {"too_large", Delivery::too_large},
                                                              {"no_partition", Delivery::no_partition},
                                                              {"failed", Delivery::failed}};
  static const std::map<std::string, CommitAnswer> kCommits = {{"taken", CommitAnswer::taken},
                                                               {"again", CommitAnswer::again},
                                                               {"rejoin", CommitAnswer::rejoin},
                                                               {"gone", CommitAnswer::gone},
                                                               {"withheld", CommitAnswer::withheld}};
  std::string note;
  if (verb == "assign") {  // assign TOPIC/PARTITION [END|next=OFFSET|begin=OFFSET]
    const std::size_t slash = first.find('/');
    Given given;
    if (second.starts_with("next=")) {
      given.position = std::stoll(second.substr(5));
    } else if (second.starts_with("begin=")) {
      given.position = std::stoll(second.substr(6));
      given.begins = true;
    } else if (!second.empty()) {
      given.end = std::stoll(second);
    }
    engine_->assigned(first.substr(0, slash), std::stoi(first.substr(slash + 1)), given, now_);
  } else if (verb == "join") {
    engine_->joined(now_);
  } else if (verb == "protocol") {
    engine_->set_protocol(first == "cooperative" ? Protocol::cooperative : Protocol::eager);
  } else if (verb == "revoke") {
    engine_->revoked(epochs(), now_);
  } else if (verb == "lose") {
    engine_->lost(epochs(), now_);
  } else if (verb == "fetch") {  // fetch EPOCH:OFFSET [KEY]
    const Ref ref = parse_ref(first);
    const std::uint64_t lane = second.empty() ? static_cast<std::uint64_t>(ref.offset) * 2 + 2
                                              : (static_cast<std::uint64_t>(second[0]) << 32U | 1U);
    switch (engine_->fetched(ref.epoch, ref.offset, 10, lane, 0, now_)) {
      case Fetched::unwanted: note = "  not wanted\n"; break;
      case Fetched::held: break;
      case Fetched::judge: note = "  judge " + first + "\n"; break;
    }
  } else if (verb == "begins") {  // begins EPOCH:OFFSET, the oldest that is left
    engine_->log_begins(parse_ref(first).epoch, parse_ref(first).offset, now_);
  } else if (verb == "end") {
    engine_->reached_end(parse_ref(first).epoch, parse_ref(first).offset);
  } else if (verb == "withdraw") {
    engine_->withdrawn(parse_ref(first), now_);
  } else if (verb == "report") {  // report EPOCH:OFFSET DELIVERY
    engine_->delivered(parse_ref(first), kDeliveries.at(second), "the broker says so", now_);
  } else if (verb == "committed") {  // committed TICKET ANSWER
    const std::uint64_t ticket = std::stoull(first);
    engine_->committed(ticket, std::vector<CommitAnswer>(marks_[ticket], kCommits.at(second)), "the broker says so",
                       now_);
  } else if (verb == "after") {  // after MS
    now_ += std::chrono::milliseconds(std::stoi(first));
    engine_->tick(now_);
  } else if (verb == "stop") {
    engine_->stop(now_);
    engine_->tick(now_);
  } else if (verb == "resume") {
    engine_->resume(now_);
  } else if (verb == "abort") {
    engine_->abort();
  } else if (verb == "give_up_sending") {
    engine_->give_up_sending(now_);
    engine_->tick(now_);
  } else if (verb == "left") {
    engine_->left();
  } else if (verb == "state") {
    note = state();
  } else {
    note = judged(verb, first, second);
  }
  return note + commands();
}

}  // namespace norm::kafka::test
