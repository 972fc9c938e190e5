#pragma once

// A schema's constants as RapidJSON values beside the texts of their numbers, for everything that compares or validates
// values.
#include <norm/constant.h>
#include <norm/json.h>

#include <cstddef>
#include <string_view>
#include <utility>
#include <vector>

#include "predicate/table.h"

namespace norm::spec {

/// An array of constants. Reads their texts: they must outlive it. Not movable: it is known by address.
class ConstantArray {
 public:
  /// REQUIRES: each is nested at most 200 deep and its numbers are JSON numbers.
  explicit ConstantArray(const std::vector<const Constant*>& constants);
  ConstantArray(const ConstantArray&) = delete;
  ConstantArray& operator=(const ConstantArray&) = delete;

  [[nodiscard]] const Json& json() const { return document_; }
  /// The texts of all numbers, by address.
  [[nodiscard]] const std::vector<std::pair<const Json*, std::string_view>>& numbers() const { return numbers_; }
  /// As the predicate room asks for them.
  [[nodiscard]] predicate::Digits digits() const;

 private:
  void fill(Json& json, const Constant& constant);

  rapidjson::Document document_;
  std::vector<std::pair<const Json*, std::string_view>> numbers_;
};

/// Of each constant that equals one before it by JSON equality: its index, and that of the first such one.
/// REQUIRES: as ConstantArray. Cost: linear.
[[nodiscard]] std::vector<std::pair<std::size_t, std::size_t>> repeated(const std::vector<const Constant*>& constants);

}  // namespace norm::spec
