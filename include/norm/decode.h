#pragma once

#include <norm/export.h>
#include <norm/json.h>
#include <norm/problem.h>
#include <norm/result.h>
#include <norm/validator.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace norm {

/// Why bytes did not decode: they are no JSON (`malformed`), or JSON that does not conform (`problems`).
struct DecodeError {
  struct Malformed {
    /// Of the first byte that cannot be, counted from 0: with the bytes before it the text could still become a
    /// document. Of a text that ends too early its size.
    std::size_t offset = 0;
    /// Stable: "syntax", "number", "escape", "control_character", "invalid_utf8", "lone_surrogate", "unexpected_end",
    /// "trailing", "empty", "byte_order_mark", "too_deep", "too_large".
    std::string code;
    std::string reason;  ///< for people: `expected ',' or '}' after a member`
  };
  std::optional<Malformed> malformed;
  std::vector<Problem> problems;  ///< empty exactly when malformed
  bool truncated = false;         ///< there were more than max_errors
  /// Byte ranges that `@pii` governs, in order: whoever shows the payload leaves them out.
  std::vector<ByteSpan> redacted;
  /// The text that `Problem::source` speaks of, for reports that quote it; null for a spec that was built in C++.
  std::shared_ptr<const Library> schema;
};

/// A member that no schema names, of an object that one governs. It conforms: unknown members pass.
struct UnknownMember {
  Segments path;      ///< its own; a name that `@pii` governs, or that stands inside what it governs, is `<redacted>`
  ByteSpan span;      ///< from its name to the end of its value
  std::string meant;  ///< did you mean: the nearest declared key that the object lacks; empty: none is near, or `@pii` governs it

  friend bool operator==(const UnknownMember&, const UnknownMember&) = default;
};

/// A conforming document. It reads from its decoder's memory and from the caller's bytes: valid until the decoder's
/// next call, and as long as the bytes are.
class NORM_API Decoded {
 public:
  /// RapidJSON's CopyFrom copies it without its strings: what is to stay is detached.
  [[nodiscard]] const Json& json() const { return *json_; }
  /// The caller's own bytes, untouched.
  [[nodiscard]] std::string_view bytes() const { return bytes_; }
  /// The text of `json`: `bytes` itself unless `apply_defaults` or `strip_unknown` changed something. What they left
  /// alone keeps its bytes.
  [[nodiscard]] std::string_view text() const { return text_; }
  /// In input order; empty without `report_unknown`.
  [[nodiscard]] std::span<const UnknownMember> unknown() const { return unknown_; }
  /// Copies document and bytes, so that the result outlives the decoder. Cost: the payload's size.
  [[nodiscard]] Decoded detach() const;

 private:
  friend class Decoder;
  Decoded(const Json* json, std::string_view bytes) : json_(json), bytes_(bytes), text_(bytes) {}
  const Json* json_;
  std::string_view bytes_;
  std::string_view text_;
  std::span<const UnknownMember> unknown_;
  std::shared_ptr<const void> owned_;  // of a detached one: the memory behind the two above
};

/// Who reads the bytes. Verdicts, documents and what is said of malformed text are the same.
enum class FrontEnd : std::uint8_t {
  fastest,  ///< SIMD where the processor has it (asked at run time), for texts of up to 1 MiB
  scalar,   ///< byte by byte, on any processor
};

struct DecodeOptions {
  std::size_t max_bytes = std::size_t{64} << 20;  ///< longer payloads are malformed: "too_large"
  std::size_t max_depth = 128;                    ///< a scalar is 0, each array or object adds 1; at most 1000
  std::size_t max_errors = 100;
  FrontEnd front_end = FrontEnd::fastest;

  // What `decode` does to a document that conforms; the verdict is always that of the bytes as they came. Each costs a
  // second look at the document, and allocations.
  bool apply_defaults = false;  ///< absent members get their `default:`, as it is written
  bool strip_unknown = false;   ///< members that no schema names are left out, where a schema governs the object
  bool report_unknown = false;  ///< Decoded::unknown lists them
};

/// Bytes in, verdict or document out. One per thread: it reuses its memory, so that a message costs no allocation
/// once the largest has been seen. A giant's memory goes back after some hundred messages that are far smaller.
///
/// Memory: of the largest message its bytes, 32 bytes a member and 16 an element for the document; one and a half times
/// as much for what waits on the stack until its array or object ends; the SIMD front end's index, 4 bytes a byte of
/// messages up to 1 MiB; and about 100 KiB. What explaining takes is freed with the explanation.
///
/// Reads RFC 8259 exactly: UTF-8 checked, lone surrogate escapes refused, nothing after the value but blanks. Numbers
/// are judged by their text, whatever their size; in the Document one beyond double's range is an infinity.
class NORM_API Decoder {
 public:
  explicit Decoder(Validator validator, DecodeOptions options = {});
  Decoder(Decoder&&) noexcept;
  Decoder& operator=(Decoder&&) noexcept;
  ~Decoder();

  /// Verdict only. `bytes` is one JSON document.
  [[nodiscard]] bool valid(std::string_view bytes);
  [[nodiscard]] Result<Decoded, DecodeError> decode(std::string_view bytes);
  /// Why the document does not conform, as `decode` says it; nullopt: it does. As fast as `valid` for what conforms.
  [[nodiscard]] std::optional<DecodeError> explain(std::string_view bytes);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace norm
