#pragma once

// What helps beside "expected …": the habit of another language, a keyword out of place, a misspelt word.
#include <cstddef>
#include <string>
#include <string_view>

namespace norm::syntax {

/// The end of the word, the number or else the one character that stands at an offset; the offset itself at the end.
[[nodiscard]] std::size_t end_of_word(std::string_view text, std::size_t offset);

/// Empty where nothing better can be said. `sentence` is the one from grammar/messages.h.
[[nodiscard]] std::string hint(std::string_view text, std::size_t offset, std::string_view sentence);

}  // namespace norm::syntax
