// `norm predicates`: the table of built-in predicates, from the rows that the library itself reads.
#include "cli/predicates.h"

#include <norm/constant.h>
#include <norm/predicate.h>

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <vector>

#include "cli/console.h"

namespace norm::cli {
namespace {

std::string to_json(const PredicateInfo& info) {
  const auto quoted = [](std::string_view text) { return print(Constant(text)); };
  return fmt::format(R"({{"name":{},"signature":{},"kinds":{},"phrase":{},"source":{}}})", quoted(info.name),
                     quoted(info.signature), quoted(info.kinds), quoted(info.phrase), quoted(info.source));
}

class Predicates final : public Command {
 public:
  void configure(CLI::App& app) override { add_format(app, format_, {"text", "json"}); }

  int run() override {
    if (format_ == "json") {
      for (const PredicateInfo& info : predicates()) out().line(to_json(info));
      return close_output(kExitOk);
    }
    std::size_t signature = 0;
    std::size_t kinds = 0;
    for (const PredicateInfo& info : predicates()) {
      signature = std::max(signature, info.signature.size());
      kinds = std::max(kinds, info.kinds.size());
    }
    for (const PredicateInfo& info : predicates()) {
      std::string line = fmt::format("{:<{}}  {:<{}}  {}", info.signature, signature, info.kinds, kinds, info.phrase);
      if (!info.source.empty()) line += fmt::format(" [{}]", info.source);
      out().line(line);
    }
    return close_output(kExitOk);
  }

 private:
  std::string format_;
};

}  // namespace

std::unique_ptr<Command> make_predicates() { return std::make_unique<Predicates>(); }

}  // namespace norm::cli
