#pragma once

#include "config/settings.hpp"
#include "net/admin/listener.hpp"
#include "net/io/inherited_sockets.hpp"
#include "net/io/listener.hpp"
#include "net/io/socket_file.hpp"
#include "net/io/types.hpp"

#include <optional>
#include <string>
#include <vector>

namespace loadex {

/// Where Loadex's own addresses are apart from the traffic: at a port, at a socket in the file system, or nowhere.
class admin_door {
public:
  /// What its socket is called beside the listeners'; none of these can have that name.
  static constexpr auto name = "admin:";

  /// Listens there, unless that is `inherited`. @throws net::io::listen_failure
  admin_door(const config::settings& settings, net::io::inherited_sockets& inherited);

  /// Whether they are apart.
  bool is_there() const noexcept { return port_ || file_; }

  /// `127.0.0.1:9901`, with its real port, or `unix:/run/loadex/admin.sock`; empty if they are not apart.
  std::string text() const;

  /// The port's address, if it is one.
  std::vector<net::tcp_endpoint> endpoints() const;

  /// The file of a socket that was inherited, which is another's as yet, ends with this from now on.
  void own_file() noexcept;

  /// Another process accepts there from now on: the file is its.
  void leave_file() noexcept;

  /// Of the socket, until it is taken over; -1 if there is none.
  int descriptor() const noexcept;

  /// Whether it is in the file system: that file ends with the process.
  bool is_file() const noexcept { return file_.has_value(); }

  /// For whoever accepts there from now on. Once. The file ends with this, unless it is left.
  net::admin::listener::acceptor take_over(const net::executor& on);

private:
  std::string text_; // as the configuration has it
  std::optional<net::io::listener> port_;
  std::optional<net::io::socket_file> file_;
};

} // namespace loadex
