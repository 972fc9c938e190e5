// Any bytes as schema text: they load or are explained, and what loads comes back from its own print.
#include <norm/norm.h>

#include "fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  norm::LoadOptions options;
  options.root = "/nonexistent";  // imports read nothing of this machine
  const auto module = norm::load_text(norm::fuzz::as_text(data, size), "/nonexistent/fuzz.norm", options);
  if (!module) {
    norm::fuzz::require(!module.error().empty(), "a failure says why");
    for (const norm::Diagnostic& diagnostic : module.error()) {
      norm::fuzz::require(!diagnostic.code.empty() && !diagnostic.message.empty(), "a diagnostic has code and message");
      norm::fuzz::require(diagnostic.length >= 1, "something is underlined");
      norm::fuzz::require(!norm::to_text(diagnostic).empty(), "a diagnostic can be shown");
    }
    return 0;
  }
  const std::string printed = norm::print(*module);
  const auto again = norm::load_text(printed, "/nonexistent/fuzz.norm", options);
  norm::fuzz::require(again.has_value(), "what is printed loads");
  norm::fuzz::require(again->definitions().size() == module->definitions().size(), "with as many definitions");
  for (std::size_t i = 0; i < module->definitions().size(); ++i) {
    norm::fuzz::require(again->definitions()[i].spec == module->definitions()[i].spec, "parse(print(spec)) == spec");
  }
  return 0;
}
