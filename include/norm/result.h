#pragma once

#include <tl/expected.hpp>

#include <type_traits>
#include <utility>

namespace norm {

/// A value or the reason why there is none. No exception crosses the library's boundary.
///
/// `result ? *result : result.error()`; reading the side that is not there is undefined, as with a pointer.
/// Source: P0323, by way of tl::expected (g++ 12 has no `<expected>`).
template <class T, class E>
using Result = tl::expected<T, E>;

/// Makes the error side of a Result: `return Failure(diagnostics);`
template <class E>
[[nodiscard]] tl::unexpected<std::decay_t<E>> Failure(E&& error) {
  return tl::unexpected<std::decay_t<E>>(std::forward<E>(error));
}

}  // namespace norm
