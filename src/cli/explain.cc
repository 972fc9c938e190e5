// `norm explain SCHEMA [PAYLOAD...]`: says why payloads do not conform.
#include "cli/explain.h"

#include "cli/verdicts.h"

namespace norm::cli {
namespace {

class Explain final : public Command {
 public:
  void configure(CLI::App& app) override { verdicts_.configure(app); }
  int run() override { return verdicts_.run(out(), Verdicts::Mention::all, [](std::string_view) {}); }

 private:
  Verdicts verdicts_;
};

}  // namespace

std::unique_ptr<Command> make_explain() { return std::make_unique<Explain>(); }

}  // namespace norm::cli
