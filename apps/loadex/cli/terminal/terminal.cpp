#include "apps/loadex/cli/terminal/terminal.hpp"

#include <fmt/core.h>

#include <unistd.h>

#include <cstdlib>
#include <string_view>

namespace loadex::cli {

namespace {

constexpr std::chrono::milliseconds update_interval{100};
constexpr std::string_view erase_line = "\r\x1b[K";

} // namespace

bool is_terminal(std::FILE* stream) {
  return ::isatty(::fileno(stream)) == 1;
}

bool wants_colours(std::FILE* stream) {
  const char* no_color = std::getenv("NO_COLOR");
  return is_terminal(stream) && (no_color == nullptr || *no_color == '\0');
}

progress_line::~progress_line() {
  if (shown_)
    fmt::print(stderr, "{}", erase_line);
}

void progress_line::update(std::size_t done, std::size_t total, std::size_t failed) {
  if (!shown_)
    return;
  const auto now = std::chrono::steady_clock::now();
  if (now < next_)
    return;
  next_ = now + update_interval;
  show(fmt::format("{} of {} requests, {} failed", done, total, failed));
}

void progress_line::show(std::string_view text) {
  if (shown_)
    fmt::print(stderr, "{}{}", erase_line, text);
}

} // namespace loadex::cli
