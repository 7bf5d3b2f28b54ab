#include "apps/loadbalancer/daemon/activation.hpp"

#include "apps/loadbalancer/daemon/kept_sockets.hpp"
#include "base/descriptor.hpp"
#include "base/environment.hpp"
#include "base/text.hpp"
#include "net/io/listener.hpp"

#include <boost/asio/generic/stream_protocol.hpp>

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <string>
#include <string_view>
#include <utility>

namespace loadex {

namespace {

constexpr int first_given = 3; // behind stdin, stdout, stderr
constexpr int most_given = 65'536;

/// Where it listens: as config has it, `127.0.0.1:80` or `unix:/run/loadex/admin.sock`. Empty for what has no such
/// address, or whose file has gone.
std::string address_of(int socket) {
  net::asio::generic::stream_protocol::endpoint at;
  auto size = static_cast<socklen_t>(at.capacity());
  if (::getsockname(socket, at.data(), &size) != 0)
    return {};
  at.resize(size);
  if (const auto family = at.protocol().family(); family == AF_INET || family == AF_INET6) {
    net::tcp_endpoint tcp;
    tcp.resize(size);
    std::memcpy(tcp.data(), at.data(), size);
    return net::io::text_of(tcp);
  } else if (family != AF_UNIX || size <= offsetof(sockaddr_un, sun_path)) {
    return {};
  }
  const auto* file = reinterpret_cast<const sockaddr_un*>(at.data());
  const std::string path(file->sun_path, ::strnlen(file->sun_path, size - offsetof(sockaddr_un, sun_path)));
  struct stat found {};
  return ::lstat(path.c_str(), &found) == 0 && S_ISSOCK(found.st_mode) ? "unix:" + path : "";
}

/// The next of the names between colons.
std::string take_name(std::string_view& from) {
  const auto end = std::min(from.find(':'), from.size());
  std::string name(from.substr(0, end));
  from.remove_prefix(std::min(end + 1, from.size()));
  return name;
}

} // namespace

net::io::inherited_sockets take_activation(service_manager::terms& by) {
  const auto whose = base::take_variable("LISTEN_PID");
  const auto count = base::number_from<int>(base::take_variable("LISTEN_FDS")).value_or(0);
  const auto names = base::take_variable("LISTEN_FDNAMES");
  net::io::inherited_sockets all;
  if (whose != std::to_string(::getpid()))
    return all;
  std::string_view left = names;
  for (int number = first_given; number < first_given + std::clamp(count, 0, most_given); ++number) {
    base::descriptor socket(number);
    ::fcntl(number, F_SETFD, FD_CLOEXEC);
    const auto name = take_name(left);
    const auto where = address_of(number);
    if (where.empty() || !all.add(std::move(socket), name))
      by.useless.push_back(name);
    else if (name != kept_sockets::name_of(where))
      by.keeps.insert(where);
  }
  return all;
}

} // namespace loadex
