#pragma once

#include "apps/loadex/cli/top/top_view.hpp"

#include <termios.h>

#include <string>
#include <vector>

namespace loadex::cli {

/// The terminal as a whole: a screen of its own, keys as they are pressed. As it was again after this object.
class full_screen {
public:
  /// `keyboard` is the terminal, open for reading.
  explicit full_screen(int keyboard);
  full_screen(const full_screen&) = delete;
  full_screen& operator=(const full_screen&) = delete;
  ~full_screen();

  void show(const std::vector<std::string>& lines);

  /// Gives the terminal back to the shell, and takes it again.
  void leave();
  void enter();

private:
  int keyboard_;
  termios before_{};
};

/// Of the terminal that is stdout.
screen_size size_of_screen();

} // namespace loadex::cli
