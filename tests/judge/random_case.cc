// Draws by the seeded generators, shrinks by shrink.h.
#include "judge/random_case.h"

#include <ostream>
#include <utility>

#include "judge/random_payload.h"
#include "judge/random_spec.h"
#include "judge/shrink.h"

namespace norm::judge {
namespace {

Case random_case(Random random, std::size_t payloads_each) {
  Case out{random_module(random), {}};
  const Spec& spec = out.library->files.front().definitions.back().spec;
  for (std::size_t i = 0; i < payloads_each; ++i) {
    Value value = random_value(random, spec, out.library.get());
    std::string text = random_text(random, value);
    out.payloads.push_back({std::move(value), std::move(text)});
  }
  return out;
}

rc::Seq<Case> smaller_cases(const Case& one) {
  std::vector<Case> out;
  if (one.payloads.size() != 1) {
    for (const Case::Payload& payload : one.payloads) out.push_back({one.library, {payload}, false});
    return rc::seq::fromContainer(std::move(out));
  }
  const Case::Payload& payload = one.payloads.front();
  if (std::string plain = plain_text(payload.value); plain != payload.text) {
    out.push_back({one.library, {{payload.value, std::move(plain)}}, false});
  }
  for (auto& library : smaller(*one.library)) out.push_back({std::move(library), {payload}, false});
  for (Value& value : smaller(payload.value)) {
    std::string text = plain_text(value);
    out.push_back({one.library, {{std::move(value), std::move(text)}}, false});
  }
  return rc::seq::fromContainer(std::move(out));
}

}  // namespace

void showValue(const Case& one, std::ostream& out) {
  out << text_of(*one.library);
  for (const Case::Payload& payload : one.payloads) out << "payload: " << payload.text << '\n';
}

rc::Gen<Case> cases(std::size_t payloads_each) {
  return [payloads_each](const rc::Random& random, int /*size*/) {
    return rc::shrinkable::shrinkRecur(random_case(Random(rc::Random(random).next()), payloads_each), smaller_cases);
  };
}

}  // namespace norm::judge
