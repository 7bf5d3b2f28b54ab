#include "net/io/pipe.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstddef>
#include <system_error>
#include <utility>

namespace loadex::net::io {

namespace {

constexpr int size = 256 * 1024;      // bytes, of which each page may point to more
constexpr int least_size = 64 * 1024; // whoever has too many pipes gets smaller ones

} // namespace

pipe::pipe() {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_NONBLOCK | O_CLOEXEC) < 0)
    throw std::system_error(errno, std::generic_category(), "pipe2");
  out_ = base::descriptor(ends[0]);
  in_ = base::descriptor(ends[1]);
  ::fcntl(in(), F_SETPIPE_SZ, size); // as it is, if not
  if (::fcntl(in(), F_GETPIPE_SZ) < least_size)
    throw std::system_error(ENOSPC, std::generic_category(), "F_SETPIPE_SZ");
}

pipe_stock::borrowed pipe_stock::borrow() {
  auto one = spare_.take();
  if (!one && lent_ < most_ && !refused_) {
    try {
      one = std::make_unique<pipe>();
    } catch (const std::system_error&) {
      refused_ = true;
    }
  }
  if (one)
    ++lent_;
  return {one.release(), {this}};
}

void pipe_stock::trim() noexcept {
  spare_.trim();
  refused_ = false;
}

/// One that somebody has left bytes in ends with them.
void pipe_stock::take_back(pipe* one) noexcept {
  std::unique_ptr<pipe> its(one);
  --lent_;
  if (its->held() == 0)
    spare_.keep(std::move(its));
}

} // namespace loadex::net::io
