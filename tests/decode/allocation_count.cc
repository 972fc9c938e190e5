// The wrapped allocation functions.
#include "decode/allocation_count.h"

#include <malloc.h>

#include <cstdlib>
#include <new>

namespace {

std::size_t count = 0;
std::size_t live = 0;

void* counted(void* block) {
  ++count;
  if (block != nullptr) live += malloc_usable_size(block);
  return block;
}

void* allocate(std::size_t size) {
  void* const block = std::malloc(size == 0 ? 1 : size);
  if (block == nullptr) throw std::bad_alloc();
  return block;
}

}  // namespace

// The names are the linker's: --wrap=malloc makes malloc __wrap_malloc and the real one __real_malloc.
extern "C" {
// NOLINTBEGIN(bugprone-reserved-identifier)
void* __real_malloc(std::size_t size);
void* __real_calloc(std::size_t count, std::size_t size);
void* __real_realloc(void* block, std::size_t size);
void __real_free(void* block);

void* __wrap_malloc(std::size_t size);
void* __wrap_malloc(std::size_t size) { return counted(__real_malloc(size)); }
void* __wrap_calloc(std::size_t n, std::size_t size);
void* __wrap_calloc(std::size_t n, std::size_t size) { return counted(__real_calloc(n, size)); }
void* __wrap_realloc(void* block, std::size_t size);
void* __wrap_realloc(void* block, std::size_t size) {
  if (block != nullptr) live -= malloc_usable_size(block);
  return counted(__real_realloc(block, size));
}
void __wrap_free(void* block);
void __wrap_free(void* block) {
  if (block != nullptr) live -= malloc_usable_size(block);
  __real_free(block);
}
// NOLINTEND(bugprone-reserved-identifier)
}

void* operator new(std::size_t size) { return allocate(size); }
void* operator new[](std::size_t size) { return allocate(size); }
void* operator new(std::size_t size, const std::nothrow_t&) noexcept { return std::malloc(size == 0 ? 1 : size); }
void* operator new[](std::size_t size, const std::nothrow_t&) noexcept { return std::malloc(size == 0 ? 1 : size); }
void operator delete(void* block) noexcept { std::free(block); }
void operator delete[](void* block) noexcept { std::free(block); }
void operator delete(void* block, std::size_t) noexcept { std::free(block); }
void operator delete[](void* block, std::size_t) noexcept { std::free(block); }

namespace norm::decode::testing {

std::size_t allocations() { return count; }
std::size_t live_bytes() { return live; }

}  // namespace norm::decode::testing
