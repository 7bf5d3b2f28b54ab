#include "apps/loadbalancer/daemon/tls_files.hpp"

#include "observability/log.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <string>
#include <string_view>
#include <utility>

namespace loadex {

namespace {

using observability::level;
using observability::log_event;

/// What clients may not like of it; empty if nothing.
std::string_view doubt_about(const net::tls::certificate& one, std::chrono::system_clock::time_point now) {
  if (now >= one.ends)
    return "it has expired";
  if (now < one.begins)
    return "it is not valid yet";
  if (one.lacks_chain())
    return "no chain comes with it: those who do not know its issuer need the issuer's certificate, behind it in the "
           "file";
  return {};
}

void warn_of_doubts(const std::string& listener, const net::tls::server& how) {
  const auto now = std::chrono::system_clock::now();
  for (const auto& one : how.certificates())
    if (const auto doubt = doubt_about(one, now); !doubt.empty())
      log_event(level::warn, "doubtful certificate",
                {{"listener", listener}, {"file", one.file}, {"detail", std::string(doubt)}});
}

/// Pools that say the same share it.
std::vector<net::tls::client_ptr> read_pools(const std::vector<config::snapshot::pool>& wanted) {
  std::vector<std::pair<config::backend_tls_settings, net::tls::client_ptr>> known;
  std::vector<net::tls::client_ptr> all;
  for (const auto& [how, traffic] : wanted) {
    const auto& settings = traffic.backend_tls;
    auto same = std::ranges::find(known, settings, &decltype(known)::value_type::first);
    if (same == known.end())
      same = known.emplace(known.end(), settings, std::make_shared<const net::tls::client>(settings));
    all.push_back(same->second);
    if (std::ranges::none_of(how.backends, [](const auto& backend) { return backend.url.is_secure(); }))
      continue;
    try {
      same->second->prepare();
    } catch (const net::tls::certificate_failure& e) {
      throw net::tls::certificate_failure(fmt::format("pools.{}: {}", how.name, e.what()));
    }
  }
  return all;
}

} // namespace

tls_ends tls_files::read(const config::snapshot& of) const {
  return {read(of.listeners), read_pools(of.pools)};
}

std::vector<net::tls::server_ptr> tls_files::read(const std::vector<config::snapshot::listener>& wanted) const {
  std::vector<net::tls::server_ptr> all;
  for (const auto& [how, traffic] : wanted) {
    all.emplace_back();
    if (!how.tls)
      continue;
    try {
      all.back() = std::make_shared<const net::tls::server>(how.name, *how.tls, tickets_);
    } catch (const net::tls::certificate_failure& e) {
      throw net::tls::certificate_failure(fmt::format("listeners.{}: tls: {}", how.name, e.what()));
    }
    warn_of_doubts(how.name, *all.back());
  }
  return all;
}

} // namespace loadex
