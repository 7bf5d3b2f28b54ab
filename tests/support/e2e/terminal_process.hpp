#pragma once

#include "tests/support/e2e/temp_folder.hpp"

#include <sys/types.h>
#include <termios.h>

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace loadex::tests::e2e {

/// A program on a terminal of its own, whose keys and size are the test's. It ends with this object, or with us.
class terminal_process {
public:
  /// `environment` as that of a child_process.
  explicit terminal_process(std::vector<std::string> command, std::vector<std::string> environment = {},
                            unsigned short columns = 80, unsigned short rows = 24);
  terminal_process(const terminal_process&) = delete;
  terminal_process& operator=(const terminal_process&) = delete;
  ~terminal_process();

  void type(std::string_view keys);
  void resize(unsigned short columns, unsigned short rows);
  void signal(int number);

  /// All that it has written so far.
  const std::string& output();

  /// What the latest whole screen shows, of a program that begins each at the top left and erases what is below it.
  std::string screen();

  /// Whether `text` comes to be written, or to be on the screen, within ten seconds.
  bool writes(std::string_view text);
  bool shows(std::string_view text);

  /// How the terminal takes keys.
  termios settings() const;

  bool running();

  /// As that of a child_process.
  int wait(std::chrono::milliseconds limit = std::chrono::seconds(20));

private:
  void set_size(unsigned short columns, unsigned short rows);

  temp_folder folder_;
  int master_ = -1;
  pid_t pid_ = -1;
  std::string output_;
  std::optional<int> exit_code_;
};

} // namespace loadex::tests::e2e
