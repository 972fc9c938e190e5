// What a spec needs before it can be compiled: the order of the passes.
#include "check/check.h"

#include "check/collect.h"
#include "check/files.h"
#include "check/graph.h"
#include "check/mistakes.h"
#include "check/nodes.h"
#include "check/shapes.h"
#include "spec/scope.h"

namespace norm::checking {
namespace {

// Each pass stands on what the one before has found sound.
void check_collected(const spec::Scope& scope, Collector& collected, Mistakes& mistakes) {
  collected.run();
  const std::vector<bool> tainted = check_cycles(collected.graph(), mistakes);
  if (collected.sound()) check_shapes(scope, collected, tainted, mistakes);
}

}  // namespace

Diagnostics check(const Library& library, const Gaps& gaps) {
  const spec::Scope scope(&library);
  Mistakes mistakes(&library);
  Collector collected(scope, gaps, mistakes);
  NodeChecker nodes(scope, mistakes);
  for (std::uint32_t file = 0; file < library.files.size(); ++file) {
    check_file(library, file, nodes, mistakes);
    for (const Extern& external : library.files[file].externs) collected.add(external);
    for (const Definition& definition : library.files[file].definitions) collected.add(definition);
  }
  mistakes.enter({});
  for (const Definition& piece : gaps.broken) {
    nodes.check(piece.annotations, piece.source);
    collected.add_piece(piece);
  }
  check_collected(scope, collected, mistakes);
  return mistakes.take();
}

Diagnostics check(const Spec& spec, const Library* library) {
  const spec::Scope scope(library);
  Mistakes mistakes(library);
  const Gaps none;
  Collector collected(scope, none, mistakes);
  collected.add(spec);
  check_collected(scope, collected, mistakes);
  return mistakes.take();
}

}  // namespace norm::checking
