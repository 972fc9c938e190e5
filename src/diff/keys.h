#pragma once

// What a goal says of the keys of an object. Those that some schema of it speaks of are looked at one by one; any other
// key is like all others of which the same key specs hold, so a fresh name stands for them.
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "diff/solve.h"
#include "diff/ways.h"

namespace norm::diffing {

using Members = std::vector<std::pair<std::string, ValuePtr>>;

/// What all that the goal affirms asks of one key.
struct KeyBase {
  KeyId key = 0;
  Goal value = {};
  bool required = false;
  bool forbidden = false;
};

/// An entry whose key is none of those that are spoken of.
struct FreshEntry {
  Goal key, value;
  bool declared = false;  ///< by a key spec of what is emitted
};

/// A key that was found for a FreshEntry.
struct FreshKey {
  std::string text;
  Goal goal;
  bool declared = false;
};

class Keys {
 public:
  Keys(Solver& solver, const std::vector<Statement>& atoms);

  /// False: a key has to be there and may not be.
  [[nodiscard]] bool possible() const { return possible_; }
  /// Of each key that is spoken of, sorted.
  [[nodiscard]] const std::vector<KeyBase>& bases() const { return bases_; }
  [[nodiscard]] const KeyBase& base(KeyId key) const;

  [[nodiscard]] bool matches(KeyId key, TermId spec);
  /// A key spec of which it is not known whether it holds of some key; kNoTerm: there is none.
  [[nodiscard]] TermId opaque() const { return opaque_; }

  /// Each way in which the key specs may hold of the entry's key, with what they then ask of the entry.
  void each_variant(const FreshEntry& entry, Patience& patience, Best& best,
                    const std::function<void(const FreshEntry&)>& then) {
    vary(entry, 0, patience, best, then);
  }
  /// A key for it that nothing speaks of, and none of those in `members`; `taken` has those of fresh entries among
  /// them.
  [[nodiscard]] Answer fresh_key(const FreshEntry& entry, const Members& members, const std::vector<FreshKey>& taken);
  /// The same, so many of them, for an entry of whose key nothing is asked.
  [[nodiscard]] std::vector<std::string> free_names(const FreshEntry& entry, const Members& members, std::size_t count);

 private:
  void read(const Statement& atom);
  void mention(const Present& present);
  void mention_texts(TermId key);
  [[nodiscard]] bool add_base(KeyId key);
  [[nodiscard]] bool speaks_of(const std::string& text) const;
  [[nodiscard]] bool may_be_in_the_way(const FreshKey& taken, const FreshEntry& entry);
  void vary(const FreshEntry& entry, std::size_t schema, Patience& patience, Best& best,
            const std::function<void(const FreshEntry&)>& then);

  Solver& solver_;
  Terms& terms_;
  std::vector<std::pair<Fields, bool>> schemas_;  // affirmed; whether emitted
  std::vector<std::pair<Entries, bool>> maps_;
  std::vector<KeyId> mentioned_;  // sorted, in the end
  std::vector<KeyBase> bases_;
  bool governed_ = false;  // an undeclared key is no name that either schema knows
  bool possible_ = true;
  TermId opaque_ = kNoTerm;
};

}  // namespace norm::diffing
