// `norm decode SCHEMA [PAYLOAD...]`: a filter. Conforming payloads go to stdout byte for byte, the others are explained
// on stderr.
#include "cli/decode.h"

#include <norm/records.h>

#include <string>

#include "cli/verdicts.h"

namespace norm::cli {
namespace {

// The lines of a document as one: line breaks go, and the blanks around them. A JSON string holds no raw line break, so
// what goes stands between tokens, and never between two that a blank keeps apart.
std::string joined(std::string_view document) {
  constexpr std::string_view kBreaks = "\r\n";
  constexpr std::string_view kBlanks = " \t\r\n";
  std::string line;
  line.reserve(document.size());
  while (!document.empty()) {
    const std::size_t end = document.find_first_of(kBreaks);
    line += document.substr(0, end);
    if (end == std::string_view::npos) break;
    line.resize(line.find_last_not_of(kBlanks) + 1);
    const std::size_t next = document.find_first_not_of(kBlanks, end);
    if (next == std::string_view::npos) break;
    document.remove_prefix(next);
  }
  return line;
}

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
