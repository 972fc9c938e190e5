#pragma once

// Another program, run to its end without a shell: its input written, its output read.
#include <norm/result.h>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace norm::cli {

struct Finished {
  int status = 0;  ///< exit status; 128 and more: a signal
  std::string out;
  std::string err;  ///< its beginning
};

/// Looks for the program along PATH; all of `input` is its standard input.
///
/// Errors: errno's text where it cannot be started or spoken to, and an output of more than `most` bytes.
[[nodiscard]] Result<Finished, std::string> run_program(const std::vector<std::string>& arguments,
                                                        std::string_view input, std::size_t most);

}  // namespace norm::cli
