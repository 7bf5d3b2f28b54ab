#include "net/io/listener.hpp"

#include "base/descriptor.hpp"

#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/v6_only.hpp>

#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

namespace loadex::net::io {

namespace {

using reuse_port = asio::detail::socket_option::boolean<SOL_SOCKET, SO_REUSEPORT>;

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

bool no_such_family(const error_code& error) {
  return error == asio::error::address_family_not_supported || error == boost::system::errc::address_not_available;
}

} // namespace

accepted accept_now(int listening, sockaddr* peer, socklen_t& size) noexcept {
  for (;;) {
    base::descriptor who(::accept4(listening, peer, &size, SOCK_NONBLOCK | SOCK_CLOEXEC));
    if (who)
      return {{}, std::move(who)};
    if (errno == EAGAIN)
      return {asio::error::would_block, {}};
    if (errno != EINTR && errno != ECONNABORTED && errno != EPROTO) // these are of one that has left already
      return {{errno, asio::error::get_system_category()}, {}};
  }
}

listening_socket::~listening_socket() {
  if (descriptor_ >= 0)
    ::close(descriptor_);
}

tcp_acceptor listening_socket::take_over(const executor& on) {
  tcp_acceptor acceptor(on, at_.protocol(), std::exchange(descriptor_, -1));
  error_code ignored;
  acceptor.non_blocking(true, ignored);                        // for accept_now()
  acceptor.set_option(asio::ip::tcp::no_delay(true), ignored); // whoever is accepted has it from here
  return acceptor;
}

std::string text_of(const tcp_endpoint& at) {
  const auto address = at.address().to_string();
  return (at.address().is_v6() ? "[" + address + "]" : address) + ":" + std::to_string(at.port());
}

listening_socket listen_beside(const listening_socket& first) {
  asio::io_context only_for_system_calls;
  error_code error;
  auto socket = bound(only_for_system_calls.get_executor(), first.at(), true, error);
  if (!error)
    return {first.at(), socket.release(error), first.held(), true};
  auto same = base::duplicate(first.descriptor());
  if (!same)
    throw listen_failure("cannot listen on " + text_of(first.at()) + ": " + error.message());
  return {first.at(), same.release(), first.held()};
}

std::vector<listener> listen(const std::vector<std::string>& addresses, std::uint16_t port, std::size_t workers,
                             bool shared, bool others) {
  asio::io_context only_for_system_calls;
  const auto on = only_for_system_calls.get_executor();
  std::vector<listener> result;
  std::string last_problem = "there is no address to listen on";
  for (const auto& address : addresses) {
    error_code error;
    listener one{address, {asio::ip::make_address(address, error), port}};
    if (error)
      throw listen_failure(address + " is not an IP address");
    {
      // Must be free for us alone; also chooses the port if any will do.
      const auto probe = bound(on, one.at, shared, error);
      if (!error)
        one.at.port(probe.local_endpoint(error).port());
    }
    if (one.at.address().is_v6() && one.at.address().is_unspecified() && no_such_family(error)) {
      last_problem = "cannot listen on " + text_of(one.at) + ": " + error.message();
      continue;
    }
    const auto presence = std::make_shared<char>();
    for (std::size_t w = 0; w < workers && !error; ++w) {
      auto socket = bound(on, one.at, true, error);
      if (!error)
        socket.listen(listen_backlog, error);
      if (!error)
        one.sockets.emplace_back(one.at, socket.release(error), presence);
    }
    if (error)
      throw listen_failure("cannot listen on " + text_of(one.at) + ": " + error.message());
    port = one.at.port();
    result.push_back(std::move(one));
  }
  if (result.empty() && !others)
    throw listen_failure(last_problem);
  return result;
}

} // namespace loadex::net::io
