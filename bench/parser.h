#pragma once

// RapidJSON's parser with memory that is used again for each message: as fast as RapidJSON can be asked to be.
#include <rapidjson/document.h>

#include <string>
#include <vector>

namespace norm::bench {

class Parser {
 public:
  /// What `look` says of the document; false for what is no JSON.
  template <class Look>
  bool parse(const std::string& bytes, Look look) {
    pool_.Clear();
    rapidjson::Document document(&pool_, 1024, &stack_);
    document.Parse(bytes.data(), bytes.size());
    return !document.HasParseError() && look(static_cast<const rapidjson::Document&>(document));
  }

 private:
  std::vector<char> block_ = std::vector<char>(std::size_t{256} << 10);
  rapidjson::MemoryPoolAllocator<> pool_{block_.data(), block_.size()};
  rapidjson::CrtAllocator stack_;
};

}  // namespace norm::bench
