#include "observability/access/access_file.hpp"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <utility>

namespace loadex::observability {

namespace {

constexpr mode_t mode = 0640; // who may read it knows who was here

/// Opening a named pipe without O_NONBLOCK waits for its reader.
int open_to_append(const std::string& name) {
  const int descriptor = ::open(name.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NONBLOCK, mode);
  if (descriptor < 0)
    throw access_file_failure("cannot write the access log to " + name + ": " + std::strerror(errno));
  return descriptor;
}

/// The log writes there by `stdout`: neither ends up within a line of the other.
class stdout_lock {
public:
  stdout_lock() {
    ::flockfile(stdout);
    std::fflush(stdout);
  }
  stdout_lock(const stdout_lock&) = delete;
  stdout_lock& operator=(const stdout_lock&) = delete;
  ~stdout_lock() { ::funlockfile(stdout); }
};

access_file::written write_all(int descriptor, std::string_view lines, bool patient) {
  access_file::written done;
  while (done.bytes < lines.size()) {
    const auto n = ::write(descriptor, lines.data() + done.bytes, lines.size() - done.bytes);
    if (n >= 0) {
      done.bytes += static_cast<std::size_t>(n);
    } else if (errno == EAGAIN && patient) {
      pollfd ready{descriptor, POLLOUT, 0};
      ::poll(&ready, 1, -1);
    } else if (errno == EAGAIN) {
      done.waits = true;
      break;
    } else if (errno != EINTR) {
      done.error = errno;
      break;
    }
  }
  return done;
}

} // namespace

access_file::access_file(std::string name)
    : name_(std::move(name))
    , descriptor_(is_stdout() ? STDOUT_FILENO : open_to_append(name_)) {}

access_file::~access_file() {
  if (!is_stdout())
    ::close(descriptor_);
}

void access_file::reopen() {
  if (is_stdout())
    return;
  const int next = open_to_append(name_);
  ::close(std::exchange(descriptor_, next));
}

access_file::written access_file::write(std::string_view lines) {
  if (!is_stdout())
    return write_all(descriptor_, lines, false);
  const stdout_lock alone;
  return write_all(descriptor_, lines, true);
}

bool access_file::is_stdout() const noexcept {
  return name_ == "stdout";
}

} // namespace loadex::observability
