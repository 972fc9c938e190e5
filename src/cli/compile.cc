// `norm compile --dump SCHEMA`: the program that a spec compiles to, as text.
#include "cli/compile.h"

#include <string>
#include <vector>

#include "cli/console.h"
#include "cli/schema_argument.h"

namespace norm::cli {
namespace {

class Compile final : public Command {
 public:
  void configure(CLI::App& app) override {
    app.add_option("schema", positionals_, "FILE#Name; without #Name the file's last definition")->type_name("");
    schema_.configure(app);
    app.add_flag("--dump", dump_, "Print the program; without it the spec is only checked");
    colour_.configure(app);
  }

  int run() override {
    const auto schema = schema_.load(positionals_, colour_);
    if (!schema) return kExitUsage;
    if (!positionals_.empty()) return usage_error("compile takes one SCHEMA, not also " + positionals_.front());
    if (dump_) {
      const std::string text = schema->validator.dump();
      out().write(text);
      if (!text.empty() && text.back() != '\n') out().write("\n");
    }
    return close_output(kExitOk);
  }

 private:
  std::vector<std::string> positionals_;
  SchemaArgument schema_;
  ColourOption colour_;
  bool dump_ = false;
};

}  // namespace

std::unique_ptr<Command> make_compile() { return std::make_unique<Compile>(); }

}  // namespace norm::cli
