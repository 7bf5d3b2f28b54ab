#include "tests/support/e2e/full_pipe.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <stdexcept>
#include <utility>

namespace loadex::tests::e2e {

full_pipe::full_pipe() {
  if (::mkfifo(path().c_str(), 0600) != 0)
    throw std::runtime_error("cannot make a pipe");
  reader_ = ::open(path().c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC);
  const int writer = ::open(path().c_str(), O_WRONLY | O_NONBLOCK | O_CLOEXEC);
  ::fcntl(writer, F_SETPIPE_SZ, 4096);
  for (ssize_t n = 0; (n = ::write(writer, "#", 1)) > 0;)
    filling_ += static_cast<std::size_t>(n);
  ::close(writer);
}

full_pipe::~full_pipe() {
  close();
}

const std::string& full_pipe::read() {
  std::array<char, 4096> bytes;
  for (ssize_t n = 0; (n = ::read(reader_, bytes.data(), bytes.size())) > 0;) {
    const auto got = static_cast<std::size_t>(n);
    const auto old = std::min(got, filling_);
    filling_ -= old;
    read_.append(bytes.data() + old, got - old);
  }
  return read_;
}

void full_pipe::close() {
  if (reader_ >= 0)
    ::close(std::exchange(reader_, -1));
}

} // namespace loadex::tests::e2e
