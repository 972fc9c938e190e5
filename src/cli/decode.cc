// `norm decode SCHEMA [PAYLOAD...]`: a filter. Conforming payloads go to stdout byte for byte, the others are explained
// on stderr.
#include "cli/decode.h"

#include <norm/records.h>

#include <string_view>

#include "cli/payloads.h"
#include "cli/verdicts.h"

namespace norm::cli {
namespace {

class Decode final : public Command {
 public:
  void configure(CLI::App& app) override {
    verdicts_.configure(app);
    verdicts_.configure_reshaping(app);
    app.add_flag("--compact", compact_, "Join the lines of a document");
  }
  int run() override {
    return verdicts_.run(err(), Verdicts::Mention::failing, [this](std::string_view bytes) {
      const std::string_view document = trim_blanks(bytes);
      if (compact_) {
        out().line(joined(document));
      } else {
        out().line(document);
      }
    });
  }

 private:
  Verdicts verdicts_;
  bool compact_ = false;
};

}  // namespace

std::unique_ptr<Command> make_decode() { return std::make_unique<Decode>(); }

}  // namespace norm::cli
