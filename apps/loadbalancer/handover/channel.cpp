#include "apps/loadbalancer/handover/channel.hpp"

#include <fmt/format.h>

#include <fcntl.h>
#include <poll.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
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

sockaddr_un address_of(const std::string& path) {
  sockaddr_un at{};
  at.sun_family = AF_UNIX;
  path.copy(at.sun_path, sizeof at.sun_path - 1);
  return at;
}

template <class Step> // bind or connect
bool succeeds(Step step, int socket, const std::string& path) {
  const auto at = address_of(path);
  return step(socket, reinterpret_cast<const sockaddr*>(&at), sizeof at) == 0;
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

/// Room for the descriptors that go with a message.
union control_room {
  std::array<char, CMSG_SPACE(sizeof(int) * channel::most_descriptors)> bytes;
  cmsghdr aligned;
};

std::vector<base::descriptor> descriptors_of(msghdr& head) {
  std::vector<base::descriptor> all;
  for (auto* part = CMSG_FIRSTHDR(&head); part != nullptr; part = CMSG_NXTHDR(&head, part)) {
    if (part->cmsg_level != SOL_SOCKET || part->cmsg_type != SCM_RIGHTS)
      continue;
    const auto count = (part->cmsg_len - CMSG_LEN(0)) / sizeof(int);
    for (std::size_t i = 0; i < count; ++i) {
      int one = -1;
      std::memcpy(&one, CMSG_DATA(part) + i * sizeof(int), sizeof one);
      all.emplace_back(one);
    }
  }
  return all;
}

} // namespace

std::optional<channel> channel::to(const std::string& path) {
  auto socket = new_socket(0);
  const timeval most{std::chrono::seconds(patience).count(), 0}; // one that is stopped lets nobody in
  ::setsockopt(socket.get(), SOL_SOCKET, SO_SNDTIMEO, &most, sizeof most);
  if (succeeds(::connect, socket.get(), path))
    return channel(std::move(socket));
  if (errno != ENOENT && errno != ECONNREFUSED)
    fail("cannot reach the process that listens at " + path);
  return std::nullopt;
}

channel::peer channel::who() const noexcept {
  ucred known{};
  socklen_t size = sizeof known;
  if (::getsockopt(socket_.get(), SOL_SOCKET, SO_PEERCRED, &known, &size) != 0)
    return {};
  return {known.uid, known.pid};
}

bool channel::send(std::string_view text, std::span<const int> with) const {
  iovec part{const_cast<char*>(text.data()), text.size()};
  control_room room{};
  msghdr head{};
  head.msg_iov = &part;
  head.msg_iovlen = 1;
  if (!with.empty()) {
    head.msg_control = &room;
    head.msg_controllen = CMSG_SPACE(with.size_bytes());
    auto* rights = CMSG_FIRSTHDR(&head);
    rights->cmsg_level = SOL_SOCKET;
    rights->cmsg_type = SCM_RIGHTS;
    rights->cmsg_len = CMSG_LEN(with.size_bytes());
    std::memcpy(CMSG_DATA(rights), with.data(), with.size_bytes());
  }
  return await(socket_.get(), POLLOUT, std::chrono::steady_clock::now() + patience) &&
         ::sendmsg(socket_.get(), &head, MSG_NOSIGNAL | MSG_DONTWAIT) == static_cast<ssize_t>(text.size());
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
  iovec part{got.text.data(), got.text.size()};
  control_room room{};
  msghdr head{};
  head.msg_iov = &part;
  head.msg_iovlen = 1;
  head.msg_control = &room;
  head.msg_controllen = sizeof room;
  const auto size = ::recvmsg(socket_.get(), &head, MSG_CMSG_CLOEXEC | MSG_DONTWAIT);
  got.with = descriptors_of(head);
  if (size <= 0 || (head.msg_flags & (MSG_TRUNC | MSG_CTRUNC)) != 0)
    return std::nullopt;
  got.text.resize(static_cast<std::size_t>(size));
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
  if (::fchmod(made.get(), 0600) != 0 || !succeeds(::bind, made.get(), beside) || ::chmod(beside.c_str(), 0600) != 0 ||
      ::listen(made.get(), backlog) != 0 || ::rename(beside.c_str(), path.c_str()) != 0) {
    const auto why = errno;
    ::unlink(beside.c_str());
    errno = why;
    fail("cannot listen at " + path + " for the hand-over");
  }
  return made;
}

} // namespace loadex::handover
