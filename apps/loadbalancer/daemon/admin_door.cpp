#include "apps/loadbalancer/daemon/admin_door.hpp"

#include <fmt/format.h>

#include <utility>
#include <variant>

namespace loadex {

admin_door::admin_door(const config::settings& settings, net::io::inherited_sockets& inherited) {
  const auto& wanted = settings.admin.listen;
  if (!wanted)
    return;
  try {
    if (const auto* file = std::get_if<config::unix_address>(&*wanted)) {
      text_ = file->text();
      if (auto known = inherited.take_file(file->path))
        file_.emplace(file->path, std::move(known));
      else
        file_.emplace(file->path, settings.admin.socket_mode);
    } else {
      const auto& at = std::get<config::socket_address>(*wanted);
      text_ = at.address;
      auto known = inherited.take(at.address, at.port, name, 1);
      port_.emplace(known ? std::move(*known) : std::move(net::io::listen({at.address}, at.port, 1).front()));
    }
  } catch (const net::io::listen_failure& e) {
    throw net::io::listen_failure(fmt::format("{}. To listen elsewhere: --admin.listen", e.what()));
  }
}

std::string admin_door::text() const {
  return port_ ? config::socket_address{text_, port_->at.port()}.text() : text_;
}

std::vector<net::tcp_endpoint> admin_door::endpoints() const {
  return port_ ? std::vector{port_->at} : std::vector<net::tcp_endpoint>{};
}

void admin_door::own_file() noexcept {
  if (file_)
    file_->own_file();
}

void admin_door::leave_file() noexcept {
  if (file_)
    file_->leave_file();
}

int admin_door::descriptor() const noexcept {
  if (file_)
    return file_->descriptor();
  return port_ ? port_->sockets.front().descriptor() : -1;
}

net::admin::listener::acceptor admin_door::take_over(const net::executor& on) {
  if (file_)
    return file_->take_over(on);
  return port_->sockets.front().take_over(on);
}

} // namespace loadex
