#pragma once

#include <cstddef>
#include <stdexcept>
#include <string>
#include <string_view>

namespace loadex::observability {

/// The access log cannot be written to its file.
struct access_file_failure : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// What the access log is written to: a file, which is appended to, or stdout, which the log has, too.
class access_file {
public:
  /// Opens it. `name`: a path, or `stdout`. @throws access_file_failure
  explicit access_file(std::string name);
  access_file(const access_file&) = delete;
  access_file& operator=(const access_file&) = delete;
  ~access_file();

  const std::string& name() const noexcept { return name_; }

  /// By its name, which another has by now. Of the thread that writes. @throws access_file_failure; then nothing has
  /// changed
  void reopen();

  /// How far it went.
  struct written {
    std::size_t bytes = 0;
    int error = 0;      // of errno; 0: none
    bool waits = false; // for the reader of a pipe
  };

  /// Writes as much of `lines`, which are whole, as it takes. Waits for a disk, and for stdout's reader; not for that
  /// of another pipe.
  written write(std::string_view lines);

private:
  bool is_stdout() const noexcept;

  std::string name_;
  int descriptor_;
};

} // namespace loadex::observability
