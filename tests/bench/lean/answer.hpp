#pragma once

#include <string>
#include <string_view>

namespace loadex::bench {

/// What the backends answer every request with, and the clients must get.
inline constexpr std::string_view answer_body = "Response from backend: http://localhost:8001\n";

/// The answer as a backend sends it.
std::string answer();

/// Reads the answers that come over one connection, and sees whether they are as they should be.
class answer_reader {
public:
  enum class state { incomplete, right, wrong };

  /// `piece` is all that has come since. After an answer that is not incomplete the next one begins.
  state read(std::string_view piece);

private:
  std::string kept_; // of an answer that came in pieces
};

} // namespace loadex::bench
