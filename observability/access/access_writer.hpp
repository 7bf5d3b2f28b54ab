#pragma once

#include "observability/access/access_file.hpp"
#include "observability/access/access_line.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>

namespace loadex::observability {

/// Gathers lines and writes them, many at once. What cannot be written is dropped, whole lines only: the rest of one
/// that was cut off is kept until there is room for it. One thread only.
class access_writer {
public:
  /// Where lines go from now on, and how they are written; without a file they are dropped.
  void adopt(const config::log_settings& how, std::shared_ptr<access_file> file);

  /// The same file under its name, anew. @throws access_file_failure; then nothing has changed
  void reopen();

  bool has_file() const noexcept { return file_ != nullptr; }

  void add(const access_entry& entry);

  /// Whether flush() should come first.
  bool is_full() const noexcept { return batch_.size() >= most; }

  /// False if the file's reader is to go on first.
  bool flush();

  /// Lines since they were last asked for.
  std::uint64_t take_written() noexcept { return std::exchange(written_, 0); }
  std::uint64_t take_dropped() noexcept { return std::exchange(dropped_, 0); }

  /// Why the latest was dropped.
  const std::string& why() const noexcept { return why_; }

private:
  static constexpr std::size_t most = 256 * 1024; // bytes

  void begin_line();
  void note_written(std::size_t bytes);
  void drop(std::string why);

  std::shared_ptr<access_file> file_;
  access_line line_{config::log_settings()};
  std::chrono::nanoseconds to_wall_clock_{};
  std::string batch_;
  std::uint64_t lines_ = 0; // that end in it
  bool torn_ = false;       // the batch begins within a line
  std::uint64_t written_ = 0;
  std::uint64_t dropped_ = 0;
  std::string why_;
};

} // namespace loadex::observability
