#pragma once

// A queue in one piece of memory that is used again. What flows through the engine flows one by one: std::deque would
// ask for a new node, and give one back, every few records.
#include <cassert>
#include <cstddef>
#include <type_traits>
#include <utility>
#include <vector>

namespace norm::kafka {

/// First in, first out; places are counted from the first. Cost: constant an operation, no allocation once warm.
/// A long one gives its memory back when it was empty `kPatience` times since it last needed a quarter of it: what
/// fills up now and then keeps its place.
template <class T>
class Ring {
  static_assert(std::is_trivially_copyable_v<T>, "what has left is overwritten, not destroyed");

 public:
  [[nodiscard]] bool empty() const { return size_ == 0; }
  [[nodiscard]] std::size_t size() const { return size_; }
  /// REQUIRES: place < size().
  [[nodiscard]] T& operator[](std::size_t place) {
    assert(place < size_);
    return slots_[(head_ + place) & (slots_.size() - 1)];
  }
  [[nodiscard]] const T& operator[](std::size_t place) const { return const_cast<Ring&>(*this)[place]; }
  [[nodiscard]] T& front() { return (*this)[0]; }
  [[nodiscard]] const T& front() const { return (*this)[0]; }
  [[nodiscard]] T& back() { return (*this)[size_ - 1]; }
  [[nodiscard]] const T& back() const { return (*this)[size_ - 1]; }

  /// Others' addresses are no longer good, their places are.
  T& push_back(const T& value) {
    if (size_ == slots_.size()) grow();
    ++size_;
    if (size_ > most_) most_ = size_;
    return back() = value;
  }
  /// REQUIRES: not empty.
  void pop_front() {
    assert(size_ != 0);
    head_ = (head_ + 1) & (slots_.size() - 1);
    if (--size_ == 0) clear();
  }
  void clear() {
    head_ = 0;
    size_ = 0;
    idle_ = most_ * 4 < slots_.size() ? idle_ + 1 : 0;
    most_ = 0;
    if (slots_.size() <= kKept || idle_ < kPatience) return;
    slots_ = {};
    idle_ = 0;
  }
  /// Of how many it has the place.
  [[nodiscard]] std::size_t capacity() const { return slots_.size(); }
  static constexpr std::size_t kPatience = 10'000;

  template <class Owner>
  struct Iterator {
    Owner* ring;
    std::size_t place;
    auto& operator*() const { return (*ring)[place]; }
    Iterator& operator++() {
      ++place;
      return *this;
    }
    bool operator==(const Iterator& other) const { return place == other.place; }
  };
  [[nodiscard]] Iterator<Ring> begin() { return {this, 0}; }
  [[nodiscard]] Iterator<Ring> end() { return {this, size_}; }
  [[nodiscard]] Iterator<const Ring> begin() const { return {this, 0}; }
  [[nodiscard]] Iterator<const Ring> end() const { return {this, size_}; }

 private:
  static constexpr std::size_t kKept = 1024;

  void grow() {
    std::vector<T> larger(slots_.empty() ? 16 : slots_.size() * 2);
    for (std::size_t i = 0; i < size_; ++i) larger[i] = (*this)[i];
    slots_ = std::move(larger);
    head_ = 0;
  }

  std::vector<T> slots_;  // a power of two of them, or none
  std::size_t head_ = 0;
  std::size_t size_ = 0;
  std::size_t most_ = 0;  // since it was empty
  std::size_t idle_ = 0;  // times that it was empty again with so few
};

}  // namespace norm::kafka
