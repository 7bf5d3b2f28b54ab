#include "apps/loadbalancer/daemon/tls_files.hpp"

#include "observability/log.hpp"

#include <fmt/format.h>

#include <sys/stat.h>

#include <algorithm>
#include <chrono>
#include <optional>
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

bool has_secure_backends(const config::snapshot::pool& pool) {
  return std::ranges::any_of(pool.how.backends, [](const auto& backend) { return backend.url.is_secure(); });
}

/// Pools that say the same share it.
std::vector<net::tls::client_ptr> read_pools(const std::vector<config::snapshot::pool>& wanted) {
  std::vector<std::pair<config::backend_tls_settings, net::tls::client_ptr>> known;
  std::vector<net::tls::client_ptr> all;
  for (const auto& pool : wanted) {
    const auto& settings = pool.traffic.backend_tls;
    auto same = std::ranges::find(known, settings, &decltype(known)::value_type::first);
    if (same == known.end())
      same = known.emplace(known.end(), settings, std::make_shared<const net::tls::client>(settings));
    all.push_back(same->second);
    if (!has_secure_backends(pool))
      continue;
    try {
      same->second->prepare();
    } catch (const net::tls::certificate_failure& e) {
      throw net::tls::certificate_failure(fmt::format("pools.{}: {}", pool.how.name, e.what()));
    }
  }
  return all;
}

/// @throws net::tls::certificate_failure, which names `whose` it is
net::tls::server_ptr read_server(const std::string& name, const std::string& whose, const config::tls_settings& how,
                                 std::shared_ptr<net::tls::ticket_keys> tickets) {
  try {
    if (!how.ticket_keys.empty())
      tickets = std::make_shared<net::tls::ticket_keys>(how.ticket_keys);
    auto made = std::make_shared<const net::tls::server>(name, how, std::move(tickets));
    warn_of_doubts(name, *made);
    return made;
  } catch (const net::tls::certificate_failure& e) {
    throw net::tls::certificate_failure(fmt::format("{}: {}", whose, e.what()));
  }
}

std::vector<net::tls::server_ptr> read_listeners(const std::vector<config::snapshot::listener>& wanted,
                                                 const std::shared_ptr<net::tls::ticket_keys>& tickets) {
  std::vector<net::tls::server_ptr> all;
  for (const auto& [how, traffic] : wanted) {
    auto& its = all.emplace_back();
    if (how.tls)
      its = read_server(how.name, fmt::format("listeners.{}: tls", how.name), *how.tls, tickets);
  }
  return all;
}

/// How TLS is spoken where our own addresses are apart; none: it is not.
std::optional<config::tls_settings> admin_tls(const config::admin_settings& admin) {
  if (admin.certificate.empty())
    return std::nullopt;
  return config::tls_settings{.certificates = {{admin.certificate, admin.key}}};
}

net::tls::server_ptr read_admin(const config::admin_settings& admin,
                                const std::shared_ptr<net::tls::ticket_keys>& tickets) {
  const auto how = admin_tls(admin);
  return how ? read_server("admin.listen", "admin.certificate", *how, tickets) : nullptr;
}

} // namespace

void files_seen::add(const std::string& file) {
  constexpr std::int64_t second = 1'000'000'000; // ns
  auto& its = all_.emplace_back(one{.name = file});
  struct stat found {};
  if (::stat(file.c_str(), &found) == 0)
    its = {file, found.st_ino, found.st_size, found.st_mtim.tv_sec * second + found.st_mtim.tv_nsec};
}

std::map<std::string, net::tls::client_ptr> tls_ends::by_pool(const config::snapshot& now) const {
  std::map<std::string, net::tls::client_ptr> all;
  for (std::size_t i = 0; i < pools.size(); ++i)
    all.emplace(now.pools[i].how.name, pools[i]);
  return all;
}

files_seen tls_files::look(const config::snapshot& of) {
  files_seen seen;
  const auto add = [&](const config::certificate_files& files) {
    for (const auto& file : net::tls::files_behind(files))
      seen.add(file);
  };
  const auto add_all = [&](const config::tls_settings& how) {
    for (const auto& files : how.certificates)
      add(files);
    for (const auto& file : {how.ticket_keys, how.ca, how.crl})
      if (!file.empty())
        seen.add(file);
  };
  for (const auto& listener : of.listeners)
    if (listener.how.tls)
      add_all(*listener.how.tls);
  if (const auto how = admin_tls(of.all.admin))
    add_all(*how);
  for (const auto& pool : of.pools) {
    const auto& by = pool.traffic.backend_tls;
    if (!has_secure_backends(pool))
      continue;
    if (!by.certificate.empty())
      add({by.certificate, by.key});
    if (!by.ca.empty())
      seen.add(by.ca);
  }
  return seen;
}

tls_ends tls_files::read(const config::snapshot& of) const {
  auto seen = look(of);
  return {read_listeners(of.listeners, tickets_), read_pools(of.pools), read_admin(of.all.admin, tickets_),
          std::move(seen)};
}

} // namespace loadex
