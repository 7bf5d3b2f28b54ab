#pragma once

#include <chrono>
#include <cstddef>
#include <cstdio>
#include <string_view>

namespace loadex::cli {

/// Whether `stream` goes to a terminal.
bool is_terminal(std::FILE* stream);

/// Whether to colour what goes to `stream`: it is a terminal and the user has not set NO_COLOR.
bool wants_colours(std::FILE* stream);

/// One line on stderr that says how far a long command is; silent where stderr is no terminal.
class progress_line {
public:
  progress_line()
      : shown_{is_terminal(stderr)} {}
  progress_line(const progress_line&) = delete;
  progress_line& operator=(const progress_line&) = delete;

  /// Removes the line.
  ~progress_line();

  /// Shows the numbers, a few times a second at most.
  void update(std::size_t done, std::size_t total, std::size_t failed);

  /// Shows `text`.
  void show(std::string_view text);

private:
  bool shown_;
  std::chrono::steady_clock::time_point next_{};
};

} // namespace loadex::cli
