#pragma once

#include <norm/export.h>
#include <norm/json.h>
#include <norm/result.h>

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace norm {

/// A number as its author wrote it: `0.10` stays `0.10`, and no digit is ever lost to a double.
///
/// REQUIRES: text is a JSON number (`compile` refuses others with code "number"). Equality is that of the text; by
/// value, numbers are compared by the predicates.
struct Number {
  std::string text = "0";

  Number() = default;
  template <std::integral T>
    requires(!std::same_as<T, bool> && !std::same_as<T, char>)
  Number(T value) : text(std::to_string(value)) {}  // NOLINT(google-explicit-constructor)
  template <std::floating_point T>
  Number(T value) : Number(shortest(static_cast<double>(value))) {}  // NOLINT(google-explicit-constructor)
  Number(const char* digits) : text(digits) {}                       // NOLINT(google-explicit-constructor)
  Number(std::string_view digits) : text(digits) {}                  // NOLINT(google-explicit-constructor)
  Number(std::string digits) : text(std::move(digits)) {}            // NOLINT(google-explicit-constructor)

  friend bool operator==(const Number&, const Number&) = default;

 private:
  /// The shortest decimal that gives the double back, with a point or an exponent, so that it reads as a float.
  NORM_API static std::string shortest(double value);
};

/// A JSON constant in a schema: the argument of `lit`, `enum`, `default:`, an annotation.
///
/// One of null, a boolean, a number, a text, an array, an object; what is empty is null. Keeps number text and member
/// order. Equality is structural (`1` and `1.0` differ, and so do two orders of members); JSON equality is the engine's.
///
/// REQUIRES: texts are UTF-8, numbers JSON's, nested at most 200 deep. Who builds one otherwise learns it from `compile`,
/// as a Diagnostic with code "utf8", "number" or "too-deep". An object that names a member twice equals nothing.
/// Threads: a plain value. Cost of a copy: its size.
struct Constant {
  using Array = std::vector<Constant>;
  using Object = std::vector<std::pair<std::string, Constant>>;
  using Value = std::variant<std::nullptr_t, bool, Number, std::string, Array, Object>;

  Value value = nullptr;

  Constant() = default;
  Constant(std::nullptr_t) {}                                       // NOLINT(google-explicit-constructor)
  template <std::same_as<bool> T>
  Constant(T truth) : value(truth) {}                               // NOLINT(google-explicit-constructor)
  template <class T>
    requires(std::is_arithmetic_v<T> && !std::same_as<T, bool> && !std::same_as<T, char>)
  Constant(T number) : value(Number(number)) {}                     // NOLINT(google-explicit-constructor)
  Constant(Number number) : value(std::move(number)) {}             // NOLINT(google-explicit-constructor)
  Constant(const char* text) : value(std::string(text)) {}          // NOLINT(google-explicit-constructor)
  Constant(std::string_view text) : value(std::string(text)) {}     // NOLINT(google-explicit-constructor)
  Constant(std::string text) : value(std::move(text)) {}            // NOLINT(google-explicit-constructor)
  Constant(Array items) : value(std::move(items)) {}                // NOLINT(google-explicit-constructor)
  Constant(Object members) : value(std::move(members)) {}           // NOLINT(google-explicit-constructor)

  /// Copies a RapidJSON value; a number by the Value and not by the text that it was read from, so a double becomes the
  /// shortest decimal that gives it back. Cost: its size; REQUIRES: nested at most 200 deep.
  NORM_API static Constant from(const Json& json);

  friend bool operator==(const Constant&, const Constant&) = default;
};

/// JSON text without blanks after `:`, one blank after `,`, numbers with their own characters, strings with the
/// fewest escapes: the canonical text that schemas print and explanations quote.
NORM_API std::string print(const Constant& constant);

}  // namespace norm
