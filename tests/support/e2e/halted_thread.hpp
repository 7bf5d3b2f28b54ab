#pragma once

#include <sys/types.h>

#include <string>

namespace loadex::tests::e2e {

/// A thread of another process that hangs as long as this lives: a debugger holds it. Of one thread.
class halted_thread {
public:
  /// The thread of that name, as /proc has it. @throws std::runtime_error if it cannot be held
  halted_thread(pid_t process, const std::string& name);
  halted_thread(const halted_thread&) = delete;
  halted_thread& operator=(const halted_thread&) = delete;
  ~halted_thread();

private:
  pid_t id_;
};

} // namespace loadex::tests::e2e
