// Linux's /proc/self/statm: see the header.
#include "memory.h"

#include <unistd.h>

#include <fstream>

namespace norm::bench {

std::size_t resident_bytes() {
  std::size_t all = 0;
  std::size_t resident = 0;
  std::ifstream("/proc/self/statm") >> all >> resident;
  return resident * static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
}

}  // namespace norm::bench
