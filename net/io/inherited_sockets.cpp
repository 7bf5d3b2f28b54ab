#include "net/io/inherited_sockets.hpp"

#include <sys/socket.h>
#include <sys/un.h>

#include <algorithm>
#include <cstring>
#include <memory>
#include <utility>

namespace loadex::net::io {

namespace {

union any_address {
  sockaddr_storage any;
  sockaddr_un file;
};

bool listens(int socket) {
  int yes = 0;
  socklen_t size = sizeof yes;
  return ::getsockopt(socket, SOL_SOCKET, SO_ACCEPTCONN, &yes, &size) == 0 && yes != 0;
}

std::string path_of(const any_address& at, socklen_t size) {
  const auto room = size - std::min<socklen_t>(size, offsetof(sockaddr_un, sun_path));
  return {at.file.sun_path, ::strnlen(at.file.sun_path, room)};
}

} // namespace

bool inherited_sockets::add(base::descriptor socket, std::string name) {
  any_address at{};
  socklen_t size = sizeof at;
  if (!listens(socket.get()) || ::getsockname(socket.get(), reinterpret_cast<sockaddr*>(&at), &size) != 0)
    return false;
  entry one{std::move(name), {}, {}, std::move(socket)};
  if (at.any.ss_family == AF_UNIX) {
    one.file = path_of(at, size);
    if (one.file.empty())
      return false;
  } else if (at.any.ss_family == AF_INET || at.any.ss_family == AF_INET6) {
    one.at.resize(size);
    std::memcpy(one.at.data(), &at, size);
  } else {
    return false;
  }
  all_.push_back(std::move(one));
  return true;
}

std::optional<listener> inherited_sockets::take(const std::string& address, std::uint16_t port, const std::string& name,
                                                std::size_t workers) {
  error_code bad;
  const auto wanted = asio::ip::make_address(address, bad);
  const auto fits = [&](const entry& e) {
    return e.file.empty() && e.at.address() == wanted && (port == 0 ? e.name == name : e.at.port() == port);
  };
  const auto found = std::ranges::find_if(all_, fits);
  if (bad || found == all_.end())
    return std::nullopt;
  listener made{address, found->at};
  const auto presence = std::make_shared<char>();
  for (auto& e : all_)
    if (fits(e) && e.at == made.at)
      made.sockets.emplace_back(e.at, e.socket.release(), presence);
  std::erase_if(all_, [](const entry& e) { return !e.socket; });
  const auto given = made.sockets.size();
  while (made.sockets.size() < workers)
    made.sockets.push_back(listen_beside(made.sockets[made.sockets.size() % given]));
  return made;
}

bool inherited_sockets::has(std::uint16_t port) const {
  return port != 0 &&
         std::ranges::any_of(all_, [port](const entry& e) { return e.file.empty() && e.at.port() == port; });
}

base::descriptor inherited_sockets::take_file(const std::string& path) {
  const auto found = std::ranges::find(all_, path, &entry::file);
  if (found == all_.end())
    return {};
  auto socket = std::move(found->socket);
  all_.erase(found);
  return socket;
}

std::vector<std::string> inherited_sockets::drop_rest() {
  std::vector<std::string> where;
  for (const auto& e : all_)
    where.push_back(e.file.empty() ? text_of(e.at) : "unix:" + e.file);
  all_.clear();
  return where;
}

} // namespace loadex::net::io
