#include "apps/loadbalancer/handover/channel.hpp"

#include "base/unix_socket.hpp"

#include <fmt/format.h>

#include <fcntl.h>
#include <poll.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <system_error>
#include <utility>

namespace loadex::handover {

namespace {

using namespace std::chrono_literals;

constexpr std::string_view in_file = "see file"; // what a message says whose text is in its file
constexpr std::size_t longest_in_file = 256U << 20U;
constexpr auto patience = 5s; // for the other end to take what is said
constexpr int backlog = 4;

[[noreturn]] void fail(const std::string& what) {
  throw std::system_error(errno, std::generic_category(), what);
}

base::descriptor new_socket(int flags) {
  base::descriptor made(::socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | flags, 0));
  if (!made)
    fail("cannot make a socket for the hand-over");
  return made;
}

/// Whether it has come to that before `until`.
bool await(int socket, short what, channel::time until) {
  constexpr std::int64_t longest_wait = 3'600'000; // ms
  for (;;) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - std::chrono::steady_clock::now()).count();
    pollfd one{socket, what, 0};
    const int ready = ::poll(&one, 1, static_cast<int>(std::clamp<std::int64_t>(left, 0, longest_wait)));
    if (ready > 0)
      return true;
    if (ready < 0 ? errno != EINTR : left <= longest_wait)
      return false;
  }
}

} // namespace

std::optional<channel> channel::to(const std::string& path) {
  auto socket = new_socket(0);
  const timeval most{std::chrono::seconds(patience).count(), 0}; // one that is stopped lets nobody in
  ::setsockopt(socket.get(), SOL_SOCKET, SO_SNDTIMEO, &most, sizeof most);
  if (base::unix_address(path).connect(socket.get()))
    return channel(std::move(socket));
  if (errno != ENOENT && errno != ECONNREFUSED)
    fail("cannot reach the process that listens at " + path);
  return std::nullopt;
}

bool channel::send(std::string_view text, std::span<const int> with) const {
  return await(socket_.get(), POLLOUT, std::chrono::steady_clock::now() + patience) &&
         base::send_message(socket_.get(), text, with) == 0;
}

bool channel::send_long(std::string_view text) const {
  const base::descriptor file(::memfd_create("loadex-handover", MFD_CLOEXEC));
  for (std::size_t done = 0; done < text.size();) {
    const auto written = ::write(file.get(), text.data() + done, text.size() - done);
    if (written <= 0)
      return false;
    done += static_cast<std::size_t>(written);
  }
  const std::array with{file.get()};
  return file && send(in_file, with);
}

std::optional<message> channel::receive(time until) const {
  if (!await(socket_.get(), POLLIN, until))
    return std::nullopt;
  message got{std::string(longest_text, '\0'), {}};
  auto came = base::receive_message(socket_.get(), got.text);
  if (came.size == 0 || !came.is_whole)
    return std::nullopt;
  got.text.resize(came.size);
  got.with = std::move(came.with);
  return got;
}

void channel::close_to_what_comes() const noexcept {
  ::shutdown(socket_.get(), SHUT_RD);
}

void channel::cut() const noexcept {
  ::shutdown(socket_.get(), SHUT_RDWR);
}

std::optional<std::string> long_text(const message& from) {
  struct stat what {};
  if (from.text != in_file || from.with.size() != 1 || ::fstat(from.with.front().get(), &what) != 0 ||
      static_cast<std::size_t>(what.st_size) > longest_in_file)
    return std::nullopt;
  std::string text(static_cast<std::size_t>(what.st_size), '\0');
  for (std::size_t done = 0; done < text.size();) {
    const auto got = ::pread(from.with.front().get(), text.data() + done, text.size() - done, static_cast<off_t>(done));
    if (got <= 0)
      return std::nullopt;
    done += static_cast<std::size_t>(got);
  }
  return text;
}

base::descriptor listen_at(const std::string& path) {
  struct stat there {};
  if (::lstat(path.c_str(), &there) == 0 && !S_ISSOCK(there.st_mode)) {
    errno = EEXIST; // a file of somebody's, by a slip of the pen
    fail("cannot listen at " + path + " for the hand-over");
  }
  auto made = new_socket(SOCK_NONBLOCK);
  const auto beside = fmt::format("{}.{}", path, ::getpid());
  ::unlink(beside.c_str());
  // Linux gives the file the mode that the socket has. It comes to its place whole, so that there is always somebody.
  if (::fchmod(made.get(), 0600) != 0 || !base::unix_address(beside).bind(made.get()) ||
      ::chmod(beside.c_str(), 0600) != 0 || ::listen(made.get(), backlog) != 0 ||
      ::rename(beside.c_str(), path.c_str()) != 0) {
    const auto why = errno;
    ::unlink(beside.c_str());
    errno = why;
    fail("cannot listen at " + path + " for the hand-over");
  }
  return made;
}

} // namespace loadex::handover
