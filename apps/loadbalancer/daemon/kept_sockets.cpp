#include "apps/loadbalancer/daemon/kept_sockets.hpp"

#include "net/io/listener.hpp"

#include <algorithm>
#include <map>
#include <utility>
#include <vector>

namespace loadex {

std::string kept_sockets::name_of(std::string_view address) {
  std::string name(address);
  std::ranges::replace(name, ':', '_');
  return name;
}

void kept_sockets::follow(const listening::change& where) {
  std::set<std::string> now;
  for (const auto& of_listener : where.at)
    for (const auto& at : of_listener)
      now.insert(net::io::text_of(at));
  for (const auto& address : followed_)
    if (!now.contains(address))
      drop(address);
  followed_ = std::move(now);
  std::map<std::string, std::vector<int>> opened;
  for (const auto& of_worker : where.of_workers)
    for (const auto& socket : of_worker)
      opened[net::io::text_of(socket.at())].push_back(socket.descriptor());
  for (const auto& [address, sockets] : opened)
    keep(address, sockets);
}

void kept_sockets::keep(const std::string& address, std::span<const int> sockets) {
  if (!with_.by().keeps.contains(address))
    with_.store(name_of(address), sockets);
}

} // namespace loadex
