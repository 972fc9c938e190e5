#pragma once

// What a name means: `UserId` or `common.Email` in the scope of the file where it stands.
#include <norm/spec.h>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace norm::spec {

struct Target {
  std::uint32_t file = 0;
  const Definition* definition = nullptr;  ///< null: no such name
  explicit operator bool() const { return definition != nullptr; }
};

/// Names of a library, indexed once. Keeps a reference to the library.
class Scope {
 public:
  explicit Scope(const Library* library);
  [[nodiscard]] const Library* library() const { return library_; }
  /// An imported definition is seen as `alias.Name`, or bare where the import has no alias; never one that the imported
  /// file imports itself, nor one whose name begins with `_`.
  [[nodiscard]] Target resolve(const Ref& ref) const;
  /// The extern of that name in that file; nullptr: none.
  [[nodiscard]] const Extern* find_extern(std::uint32_t file, std::string_view name) const;
  /// All names that can be written in that file, for suggestions.
  [[nodiscard]] std::vector<std::string> names(std::uint32_t file) const;

 private:
  const Library* library_;
  struct Table;
  std::shared_ptr<const Table> table_;
};

}  // namespace norm::spec
