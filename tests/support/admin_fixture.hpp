#pragma once

#include "config/snapshot.hpp"
#include "net/admin/live/live_feed.hpp"
#include "net/admin/service.hpp"
#include "tests/support/pool_fixture.hpp"

#include <boost/asio/co_spawn.hpp>

#include <exception>
#include <optional>
#include <string_view>

namespace loadex::tests {

/// Shows that there is none.
struct no_listeners final : net::admin::listener_directory {
  net::admin::listeners_seen look() const override { return {std::make_shared<config::snapshot>(), {}}; }
};

/// A pool of one backend and what answers at our addresses. The control thread stands still: no name is ever resolved.
struct admin_fixture : pool_fixture, net::admin::pool_directory {
  config::settings settings;
  net::asio::io_context control;
  net::io::address_book addresses{control};
  net::io::own_addresses own{{}};
  observability::request_metrics metrics;
  observability::reload_counters reloads;
  observability::worker_counts workers;
  observability::access_log access;
  observability::traffic_history traffic{metrics};
  no_listeners listeners;
  net::admin::stream_places streams;
  net::admin::live_feed live{control.get_executor(), traffic, *log};
  net::asio::io_context connections; // goes first: what is under way refers to the rest

  admin_fixture()
      : pool_fixture(1) {
    run();
  }

  std::size_t count() const noexcept override { return 1; }
  net::admin::pool_seen at(std::size_t) const override { return {config::only_name, view, pool, counted}; }

  net::admin::surroundings around() {
    return {.control = control.get_executor(),
            .addresses = addresses,
            .own = own,
            .metrics = metrics,
            .reloads = reloads,
            .workers = workers,
            .access = access,
            .events = *log,
            .traffic = traffic,
            .listeners = listeners,
            .streams = streams,
            .live = live};
  }

  static net::admin::request from_admin(std::string_view method, std::string_view target) {
    return {.method = method,
            .target = target,
            .who = {.by = {true, net::http::provenance::direct}, .host = "localhost", .origin = ""},
            .accept = ""};
  }

  /// Puts the question and sees how far the answer comes without waiting.
  std::optional<net::http::own_response> ask(const net::admin::service& service, const net::admin::request& asked) {
    const auto found = service.find(asked, settings.admin);
    if (const auto* refused = std::get_if<net::http::own_response>(&found))
      return *refused;
    auto told = std::make_shared<std::optional<net::http::own_response>>();
    net::asio::co_spawn(connections, service.respond(*std::get<0>(found), asked, connections.get_executor(), *this),
                        [told](const std::exception_ptr& failure, net::admin::answer said) {
                          CHECK_FALSE(failure);
                          *told = std::move(said.response);
                        });
    connections.restart();
    connections.poll();
    return *told;
  }
};

} // namespace loadex::tests
