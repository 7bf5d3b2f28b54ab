#include "net/io/listener.hpp"

#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/v6_only.hpp>

#include <sys/socket.h>

namespace loadex::net::io {

namespace {

using reuse_port = asio::detail::socket_option::boolean<SOL_SOCKET, SO_REUSEPORT>;

constexpr int backlog = 4096; // connections; the kernel caps it at net.core.somaxconn

tcp_acceptor bound(const executor& on, const tcp_endpoint& at, bool shared, error_code& error) {
  tcp_acceptor socket(on);
  socket.open(at.protocol(), error);
  if (!error)
    socket.set_option(tcp_acceptor::reuse_address(true), error);
  if (!error && at.protocol() == asio::ip::tcp::v6())
    socket.set_option(asio::ip::v6_only(true), error);
  if (!error && shared)
    socket.set_option(reuse_port(true), error);
  if (!error)
    socket.bind(at, error);
  return socket;
}

std::string text_of(const tcp_endpoint& at) {
  const auto address = at.address().to_string();
  return (at.address().is_v6() ? "[" + address + "]" : address) + ":" + std::to_string(at.port());
}

bool no_such_family(const error_code& error) {
  return error == asio::error::address_family_not_supported || error == boost::system::errc::address_not_available;
}

} // namespace

listening listening::open(const std::vector<std::string>& addresses, std::uint16_t port, std::size_t workers) {
  asio::io_context only_for_system_calls;
  const auto on = only_for_system_calls.get_executor();
  listening result;
  result.port = port;
  result.by_worker.resize(workers);
  std::string last_problem = "there is no address to listen on";
  for (const auto& address : addresses) {
    error_code error;
    tcp_endpoint at{asio::ip::make_address(address, error), result.port};
    if (error)
      throw listen_failure(address + " is not an IP address");
    {
      // Must be free for us alone; also chooses the port if any will do.
      const auto probe = bound(on, at, false, error);
      if (!error)
        at.port(probe.local_endpoint(error).port());
    }
    if (at.address().is_v6() && at.address().is_unspecified() && no_such_family(error)) {
      last_problem = "cannot listen on " + text_of(at) + ": " + error.message();
      continue;
    }
    for (std::size_t w = 0; w < workers && !error; ++w) {
      auto socket = bound(on, at, true, error);
      if (!error)
        socket.listen(backlog, error);
      if (!error)
        result.by_worker[w].push_back(socket.release(error));
    }
    if (error)
      throw listen_failure("cannot listen on " + text_of(at) + ": " + error.message());
    result.port = at.port();
    result.endpoints.push_back(at);
  }
  if (result.by_worker.front().empty())
    throw listen_failure(last_problem);
  return result;
}

tcp_acceptor take_over(const executor& on, int descriptor) {
  sockaddr_storage address{};
  socklen_t size = sizeof address;
  ::getsockname(descriptor, reinterpret_cast<sockaddr*>(&address), &size);
  const auto protocol = address.ss_family == AF_INET6 ? asio::ip::tcp::v6() : asio::ip::tcp::v4();
  return {on, protocol, descriptor};
}

} // namespace loadex::net::io
