// The words of norm/diff.h as reports spell them.
#include <norm/diff.h>

namespace norm {

std::string_view to_string(Holding holding) {
  switch (holding) {
    case Holding::holds: return "holds";
    case Holding::fails: return "fails";
    case Holding::unknown: return "unknown";
  }
  return {};
}

std::string_view to_string(Verdict verdict) {
  switch (verdict) {
    case Verdict::same: return "same";
    case Verdict::growth: return "growth";
    case Verdict::breaks_consumers: return "breaks-consumers";
    case Verdict::breaks_producers: return "breaks-producers";
    case Verdict::breaks_both: return "breaks-both";
    case Verdict::unknown: return "unknown";
  }
  return {};
}

std::string_view to_string(Role role) {
  switch (role) {
    case Role::both: return "both";
    case Role::consumer: return "consumer";
    case Role::producer: return "producer";
  }
  return {};
}

std::string_view to_string(Direction direction) {
  switch (direction) {
    case Direction::old_data_under_new: return "old_data_under_new";
    case Direction::new_data_under_old: return "new_data_under_old";
  }
  return {};
}

std::string_view to_string(ChangeKind kind) {
  switch (kind) {
    case ChangeKind::field_added: return "field-added";
    case ChangeKind::field_removed: return "field-removed";
    case ChangeKind::required_added: return "required-added";
    case ChangeKind::required_dropped: return "required-dropped";
    case ChangeKind::type_widened: return "type-widened";
    case ChangeKind::type_narrowed: return "type-narrowed";
    case ChangeKind::type_changed: return "type-changed";
    case ChangeKind::enum_grown: return "enum-grown";
    case ChangeKind::enum_shrunk: return "enum-shrunk";
    case ChangeKind::enum_changed: return "enum-changed";
    case ChangeKind::bound_relaxed: return "bound-relaxed";
    case ChangeKind::bound_tightened: return "bound-tightened";
    case ChangeKind::bound_changed: return "bound-changed";
    case ChangeKind::pattern_changed: return "pattern-changed";
    case ChangeKind::arm_added: return "arm-added";
    case ChangeKind::arm_removed: return "arm-removed";
    case ChangeKind::closed: return "closed";
    case ChangeKind::opened: return "opened";
    case ChangeKind::keys_added: return "keys-added";
    case ChangeKind::keys_removed: return "keys-removed";
    case ChangeKind::keys_changed: return "keys-changed";
    case ChangeKind::rule_added: return "rule-added";
    case ChangeKind::rule_removed: return "rule-removed";
    case ChangeKind::root_added: return "root-added";
    case ChangeKind::root_removed: return "root-removed";
  }
  return {};
}

}  // namespace norm
