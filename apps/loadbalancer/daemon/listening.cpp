#include "apps/loadbalancer/daemon/listening.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace loadex {

namespace {

/// What would choose other addresses.
std::string way_out(const config::listener_settings& of) {
  return of.name == config::only_name ? "--port, --address"
                                      : fmt::format("port, address of {} in [listeners]", of.name);
}

} // namespace

/// What is open already of what that listener is to have.
const listening::address* listening::find(const config::listener_settings& of, const std::string& text) const {
  const auto fits = [&](const address& a) {
    if (a.text != text)
      return false;
    if (a.at.port() == 0)
      return true;
    return of.port == 0 ? a.asked == 0 && a.listener == of.name : a.at.port() == of.port;
  };
  const auto found = std::ranges::find_if(open_, fits);
  return found == open_.end() ? nullptr : &*found;
}

/// Whether an address of ours has that port.
bool listening::has(std::uint16_t port) const {
  const auto fits = [port](const address& a) { return a.at.port() == port; };
  return port != 0 && (std::ranges::any_of(open_, fits) || std::ranges::any_of(closing_, fits));
}

/// What is inherited of these addresses is taken, the others are opened.
std::vector<net::io::listener> listening::open(const config::listener_settings& of,
                                               const std::vector<std::string>& missing, std::uint16_t port) {
  std::vector<net::io::listener> all;
  std::vector<std::string> to_open;
  for (const auto& text : missing)
    if (auto known = inherited_.take(text, port, of.name, workers_)) {
      port = known->at.port();
      all.push_back(std::move(*known));
    } else {
      to_open.push_back(text);
    }
  if (to_open.empty())
    return all;
  // An address of ours may be within another one of ours, such as 127.0.0.1 in 0.0.0.0: that is being replaced. Or it
  // is the same, and not closed yet. And one that is inherited may be replaced so.
  try {
    for (auto& one : net::io::listen(to_open, port, workers_, has(port) || inherited_.has(port), !all.empty()))
      all.push_back(std::move(one));
  } catch (const net::io::listen_failure& e) {
    throw net::io::listen_failure(fmt::format("{}. To listen elsewhere: {}", e.what(), way_out(of)));
  }
  return all;
}

std::vector<net::tcp_endpoint> listening::change::all(std::vector<net::tcp_endpoint> behind) const {
  for (const auto& of_one : at)
    behind.insert(behind.end(), of_one.begin(), of_one.end());
  return behind;
}

listening::change listening::follow(const std::vector<config::snapshot::listener>& wanted) {
  change made;
  made.of_workers.resize(workers_);
  std::vector<address> next;
  std::erase_if(closing_, [](const address& a) { return a.held.expired(); });
  for (const auto& one : wanted) {
    const auto& how = one.how;
    auto& at = made.at.emplace_back();
    std::vector<std::string> missing;
    auto port = how.port;
    const auto note = [&](const std::string& text, const net::tcp_endpoint& where, std::weak_ptr<const void> held) {
      next.push_back({how.name, text, how.port, where, std::move(held)});
      if (where.port() != 0)
        at.push_back(where);
    };
    for (const auto& text : how.address) {
      const auto* open = find(how, text);
      if (open == nullptr) {
        missing.push_back(text);
        continue;
      }
      note(text, open->at, open->held);
      if (open->at.port() != 0)
        port = open->at.port();
    }
    if (missing.empty())
      continue;
    for (auto& opened : open(how, missing, port)) {
      note(opened.address, opened.at, opened.sockets.front().held());
      std::erase(missing, opened.address);
      for (std::size_t i = 0; i < opened.sockets.size(); ++i)
        made.of_workers[i % workers_].push_back(std::move(opened.sockets[i]));
    }
    for (const auto& text : missing)
      note(text, {}, {});
  }
  for (auto& a : open_)
    if (std::ranges::find(next, a.at, &address::at) == next.end())
      closing_.push_back(std::move(a));
  open_ = std::move(next);
  return made;
}

} // namespace loadex
