// Stands before glibc's malloc and counts. glibc offers its own under these names for programs that do so.
#include "allocations.h"

extern "C" {
void* __libc_malloc(std::size_t size);
void* __libc_calloc(std::size_t count, std::size_t size);
void* __libc_realloc(void* block, std::size_t size);
}

namespace {
thread_local std::size_t calls = 0;
}

extern "C" void* malloc(std::size_t size) {
  ++calls;
  return __libc_malloc(size);
}

extern "C" void* calloc(std::size_t count, std::size_t size) {
  ++calls;
  return __libc_calloc(count, size);
}

extern "C" void* realloc(void* block, std::size_t size) {
  ++calls;
  return __libc_realloc(block, size);
}

namespace norm::bench {

std::size_t allocations() { return calls; }

}  // namespace norm::bench
