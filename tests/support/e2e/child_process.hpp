#pragma once

#include "tests/support/e2e/temp_folder.hpp"

#include <sys/types.h>

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace loadex::tests::e2e {

/// A program that runs in a folder of its own, its output kept in files there. It ends with this object, or with us.
class child_process {
public:
  /// `environment`: settings such as `LOG_LEVEL=DEBUG`, beside those we have ourselves.
  /// `given`: what it finds open behind stderr, in that order.
  explicit child_process(std::vector<std::string> command, std::vector<std::string> environment = {},
                         std::vector<int> given = {});
  child_process(const child_process&) = delete;
  child_process& operator=(const child_process&) = delete;
  ~child_process();

  pid_t pid() const noexcept { return pid_; }
  bool running();

  /// No effect on a process that has ended.
  void signal(int number);

  /// The exit code of the ended process, 128 + n if signal n ended it. @throws std::runtime_error if it runs on
  int wait(std::chrono::milliseconds limit = std::chrono::seconds(20));

  std::string output() const { return read_file(folder_.path() / "stdout"); }
  std::string errors() const { return read_file(folder_.path() / "stderr"); }

  /// The first line of output with `text` in it. @throws std::runtime_error if it does not come
  std::string await_line(std::string_view text, std::chrono::milliseconds limit = std::chrono::seconds(20));

private:
  temp_folder folder_;
  pid_t pid_ = -1;
  std::optional<int> exit_code_;
};

} // namespace loadex::tests::e2e
