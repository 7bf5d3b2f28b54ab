#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

namespace loadex::handover {

/// How this process was started.
struct program {
  std::vector<std::string> arguments;   // the first is what was typed: it is looked for anew
  std::vector<std::string> environment; // `NAME=value`, beside that of this process
};

/// Starts it once more, with the standard streams and nothing else that is open. Returns its number.
/// @throws std::system_error
pid_t start(const program& what);

} // namespace loadex::handover
