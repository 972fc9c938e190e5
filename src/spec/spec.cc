// The handle `Spec`: sharing and structural equality.
#include <norm/spec.h>

namespace norm {

Spec::Spec(Node node) : node_(std::make_shared<const Node>(std::move(node))) {}

Spec::Spec(Spec spec, std::shared_ptr<const Library> library)
    : node_(std::move(spec.node_)), library_(std::move(library)) {}

bool operator==(const Spec& a, const Spec& b) { return a.node_ == b.node_ || a.node_->shape == b.node_->shape; }

bool operator==(const Selector& a, const Selector& b) { return a.entries == b.entries; }

}  // namespace norm
