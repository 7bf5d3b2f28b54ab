#include "tests/support/e2e/manager_socket.hpp"

#include "tests/support/e2e/eventually.hpp"

#include <sys/socket.h>
#include <sys/un.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstring>
#include <optional>
#include <stdexcept>

namespace loadex::tests::e2e {

namespace {

std::vector<base::descriptor> taken_from(msghdr& all) {
  std::vector<base::descriptor> result;
  for (auto* head = CMSG_FIRSTHDR(&all); head != nullptr; head = CMSG_NXTHDR(&all, head)) {
    if (head->cmsg_level != SOL_SOCKET || head->cmsg_type != SCM_RIGHTS)
      continue;
    const auto* place = CMSG_DATA(head);
    for (std::size_t left = head->cmsg_len - CMSG_LEN(0); left >= sizeof(int); left -= sizeof(int)) {
      int number = -1;
      std::memcpy(&number, place, sizeof number);
      place += sizeof number;
      result.emplace_back(number);
    }
  }
  return result;
}

std::optional<manager_socket::message> next_of(int socket) {
  std::array<char, 4096> text;
  alignas(cmsghdr) std::array<std::byte, 4096> room;
  iovec bytes{.iov_base = text.data(), .iov_len = text.size()};
  msghdr all{};
  all.msg_iov = &bytes;
  all.msg_iovlen = 1;
  all.msg_control = room.data();
  all.msg_controllen = room.size();
  const auto size = ::recvmsg(socket, &all, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
  if (size < 0)
    return std::nullopt;
  return manager_socket::message{{text.data(), static_cast<std::size_t>(size)}, taken_from(all)};
}

} // namespace

bool says(const manager_socket::message& what, std::string_view text) {
  return what.text.starts_with(text) || what.text.find("\n" + std::string(text)) != std::string::npos;
}

manager_socket::manager_socket(kind how)
    : name_((folder_.path() / "notify").string())
    , socket_(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0)) {
  if (how == kind::abstract)
    name_ = "@" + name_;
  sockaddr_un at{};
  at.sun_family = AF_UNIX;
  name_.copy(at.sun_path, sizeof at.sun_path - 1);
  if (how == kind::abstract)
    at.sun_path[0] = '\0';
  const auto size = offsetof(sockaddr_un, sun_path) + name_.size() + (how == kind::path ? 1 : 0);
  if (::bind(socket_.get(), reinterpret_cast<const sockaddr*>(&at), static_cast<socklen_t>(size)) != 0)
    throw std::runtime_error("cannot listen at " + name_);
}

std::vector<manager_socket::message>& manager_socket::told() {
  while (auto next = next_of(socket_.get()))
    told_.push_back(std::move(*next));
  return told_;
}

std::size_t manager_socket::count(std::string_view line) {
  return static_cast<std::size_t>(std::ranges::count_if(told(), [&](const auto& one) { return says(one, line); }));
}

manager_socket::message& manager_socket::await(std::string_view text, std::size_t from,
                                               std::chrono::milliseconds limit) {
  auto found = told_.end();
  const auto has_come = [&] {
    auto& all = told();
    found = std::find_if(all.begin() + static_cast<std::ptrdiff_t>(std::min(from, all.size())), all.end(),
                         [&](const auto& one) { return says(one, text); });
    return found != all.end();
  };
  if (!eventually(has_come, limit)) {
    std::string all;
    for (const auto& one : told_)
      all += "[" + one.text + "] ";
    throw std::runtime_error("nobody has said " + std::string(text) + ", but: " + all);
  }
  return *found;
}

} // namespace loadex::tests::e2e
