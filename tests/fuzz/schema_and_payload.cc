// Definitions or an expression, a NUL and a payload: what compiles judges any payload, the same way with and without an
// explanation, and reshapes what conforms.
#include <norm/norm.h>

#include "fuzz.h"
#include "spec_of.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input = norm::fuzz::as_text(data, size);
  const std::size_t cut = input.find('\0');
  if (cut == std::string_view::npos) return 0;
  const auto spec = norm::fuzz::spec_of(input.substr(0, cut));
  if (!spec) return 0;
  const auto validator = norm::compile(*spec);
  if (!validator) return 0;
  norm::fuzz::require(!validator->dump().empty(), "a program can be shown");

  norm::Decoder decoder(*validator);
  const std::string_view bytes = input.substr(cut + 1);
  const bool valid = decoder.valid(bytes);
  const auto decoded = decoder.decode(bytes);
  norm::fuzz::require(valid == decoded.has_value(), "valid and decode agree");
  if (decoded) {
    norm::Decoder reshaping(*validator, {.apply_defaults = true, .strip_unknown = true, .report_unknown = true});
    if (const auto reshaped = reshaping.decode(bytes)) {
      norm::Decoder any(*norm::compile(norm::any()));
      norm::fuzz::require(any.decode(reshaped->text())->json() == reshaped->json(), "the text is the document's");
    }
    return 0;
  }
  const norm::DecodeError& error = decoded.error();
  norm::fuzz::require(error.malformed.has_value() == error.problems.empty(), "malformed or problems, never both");
  norm::fuzz::require(!norm::to_text(error, bytes, "payload").empty(), "a report");
  return 0;
}
