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

listening::change listening::follow(const std::vector<config::snapshot::listener>& wanted) {
  change made;
  made.of_workers.resize(workers_);
  std::vector<address> next;
  for (const auto& [how, traffic] : wanted) {
    auto& at = made.at.emplace_back();
    std::vector<std::string> missing;
    auto port = how.port;
    const auto note = [&](const std::string& text, const net::tcp_endpoint& where) {
      next.push_back({how.name, text, how.port, where});
      if (where.port() != 0)
        at.push_back(where);
    };
    for (const auto& text : how.address) {
      const auto* open = find(how, text);
      if (open == nullptr) {
        missing.push_back(text);
        continue;
      }
      note(text, open->at);
      if (open->at.port() != 0)
        port = open->at.port();
    }
    if (missing.empty())
      continue;
    // An address of ours may be within another one of ours, such as 127.0.0.1 in 0.0.0.0: that is being replaced.
    const bool is_ours = port != 0 && std::ranges::any_of(open_, [&](const address& a) { return a.at.port() == port; });
    try {
      for (auto& opened : net::io::listen(std::vector(missing), port, workers_, is_ours)) {
        note(opened.address, opened.at);
        std::erase(missing, opened.address);
        for (std::size_t w = 0; w < workers_; ++w)
          made.of_workers[w].push_back(std::move(opened.sockets[w]));
      }
    } catch (const net::io::listen_failure& e) {
      throw net::io::listen_failure(fmt::format("{}. To listen elsewhere: {}", e.what(), way_out(how)));
    }
    for (const auto& text : missing)
      note(text, {});
  }
  open_ = std::move(next);
  return made;
}

} // namespace loadex
