#include "base/unix_socket.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

namespace loadex::base {

namespace {

/// Room for the open files that go with a message.
using room_for_files = std::array<std::byte, CMSG_SPACE(most_passed * sizeof(int))>;

std::vector<descriptor> files_of(msghdr& all) {
  std::vector<descriptor> result;
  for (auto* part = CMSG_FIRSTHDR(&all); part != nullptr; part = CMSG_NXTHDR(&all, part)) {
    if (part->cmsg_level != SOL_SOCKET || part->cmsg_type != SCM_RIGHTS)
      continue;
    const auto count = (part->cmsg_len - CMSG_LEN(0)) / sizeof(int);
    for (std::size_t i = 0; i < count; ++i) {
      int one = -1;
      std::memcpy(&one, CMSG_DATA(part) + i * sizeof(int), sizeof one);
      result.emplace_back(one);
    }
  }
  return result;
}

} // namespace

unix_address::unix_address(std::string_view name) noexcept {
  const bool is_abstract = name.starts_with('@');
  const auto length = std::min(name.size(), sizeof at_.sun_path - 1);
  at_.sun_family = AF_UNIX;
  std::copy_n(name.data(), length, at_.sun_path);
  if (is_abstract)
    at_.sun_path[0] = '\0'; // its end is told by the size alone
  size_ = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + length + (is_abstract ? 0 : 1));
}

unix_peer peer_of(int socket) noexcept {
  ucred known{};
  socklen_t size = sizeof known;
  if (::getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &known, &size) != 0)
    return {};
  return {known.uid, known.pid};
}

int send_message(int socket, std::string_view text, std::span<const int> with, const unix_address* to) noexcept {
  iovec bytes{const_cast<char*>(text.data()), text.size()};
  alignas(cmsghdr) room_for_files room{};
  msghdr all{};
  if (to != nullptr) {
    all.msg_name = const_cast<sockaddr*>(to->data());
    all.msg_namelen = to->size();
  }
  all.msg_iov = &bytes;
  all.msg_iovlen = 1;
  if (!with.empty()) {
    all.msg_control = room.data();
    all.msg_controllen = CMSG_SPACE(with.size_bytes());
    auto* rights = CMSG_FIRSTHDR(&all);
    rights->cmsg_level = SOL_SOCKET;
    rights->cmsg_type = SCM_RIGHTS;
    rights->cmsg_len = CMSG_LEN(with.size_bytes());
    std::memcpy(CMSG_DATA(rights), with.data(), with.size_bytes());
  }
  return ::sendmsg(socket, &all, MSG_NOSIGNAL | MSG_DONTWAIT) < 0 ? errno : 0;
}

received receive_message(int socket, std::span<char> into) {
  iovec bytes{into.data(), into.size()};
  alignas(cmsghdr) room_for_files room{};
  msghdr all{};
  all.msg_iov = &bytes;
  all.msg_iovlen = 1;
  all.msg_control = room.data();
  all.msg_controllen = room.size();
  const auto size = ::recvmsg(socket, &all, MSG_CMSG_CLOEXEC | MSG_DONTWAIT);
  if (size < 0)
    return {};
  return {static_cast<std::size_t>(size), (all.msg_flags & (MSG_TRUNC | MSG_CTRUNC)) == 0, files_of(all)};
}

} // namespace loadex::base
