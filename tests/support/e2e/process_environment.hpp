#pragma once

#include <string>
#include <vector>

/// What a new process gets; made before the fork, after which only system calls are safe.
namespace loadex::tests::e2e {

/// Our own environment without what would change the programs' behaviour, and `more`.
std::vector<std::string> environment_with(std::vector<std::string> more);

/// As execve() takes them.
std::vector<char*> pointers(std::vector<std::string>& texts);

} // namespace loadex::tests::e2e
