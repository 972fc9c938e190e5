// The flood brake's meter: see the header.
#include "kafka/flood.h"

#include <algorithm>

namespace norm::kafka {

FloodMeter::FloodMeter(const FloodOptions& options)
    : share_(options.share), invalid_at_(std::max<std::size_t>(options.window, 1), false) {}

bool FloodMeter::add(Verdict verdict) {
  const bool is_invalid = verdict == Verdict::invalid;
  if (filled_ == invalid_at_.size()) {
    invalid_ -= invalid_at_[place_] ? 1 : 0;
  } else {
    ++filled_;
  }
  invalid_at_[place_] = is_invalid;
  invalid_ += is_invalid ? 1 : 0;
  if (++place_ == invalid_at_.size()) place_ = 0;
  return is_invalid && filled_ == invalid_at_.size() &&
         static_cast<double>(invalid_) > share_ * static_cast<double>(filled_);
}

void FloodMeter::clear() {
  filled_ = 0;
  invalid_ = 0;
  place_ = 0;
}

}  // namespace norm::kafka
