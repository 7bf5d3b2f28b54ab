#include "apps/loadex/cli/top/full_screen.hpp"

#include <fmt/core.h>

#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdio>

namespace loadex::cli {

namespace {

constexpr auto other_screen = "\x1b[?1049h\x1b[?25l"; // without a cursor
constexpr auto first_screen = "\x1b[?25h\x1b[?1049l";
constexpr auto top_left = "\x1b[H";
constexpr auto erase_rest_of_line = "\x1b[K";
constexpr auto erase_below = "\x1b[J";

} // namespace

full_screen::full_screen(int keyboard)
    : keyboard_{keyboard} {
  ::tcgetattr(keyboard_, &before_);
  enter();
}

full_screen::~full_screen() {
  leave();
}

void full_screen::enter() {
  auto raw = before_;
  raw.c_lflag &= ~static_cast<tcflag_t>(ICANON | ECHO); // signals stay those of the keys
  raw.c_cc[VMIN] = 1;
  raw.c_cc[VTIME] = 0;
  ::tcsetattr(keyboard_, TCSADRAIN, &raw);
  fmt::print("{}", other_screen);
  std::fflush(stdout);
}

void full_screen::leave() {
  fmt::print("{}", first_screen);
  std::fflush(stdout);
  ::tcsetattr(keyboard_, TCSADRAIN, &before_);
}

void full_screen::show(const std::vector<std::string>& lines) {
  std::string all = top_left;
  for (const auto& line : lines)
    all += (&line == &lines.front() ? "" : "\r\n") + line + erase_rest_of_line;
  fmt::print("{}{}", all, erase_below);
  std::fflush(stdout);
}

screen_size size_of_screen() {
  winsize size{};
  if (::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0 || size.ws_row == 0)
    return {};
  return {.columns = size.ws_col, .rows = size.ws_row};
}

} // namespace loadex::cli
