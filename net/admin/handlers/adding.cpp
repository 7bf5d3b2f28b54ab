#include "net/admin/handlers/adding.hpp"

#include "actors/runtime/compat.hpp"
#include "net/io/ask.hpp"

#include <chrono>
#include <utility>

namespace loadex::net::admin::handlers {

namespace {

constexpr std::chrono::seconds longest_look_up{1}; // of a name to add; what is known later its probes find out

} // namespace

awaitable<addition> add_to(actors::pool_orders pool, config::backend_settings backend, const call& incoming) {
  const auto& home = incoming.home;
  // Kept until the pool has it, so that it is looked up once.
  const auto entry = home.addresses.entry(backend.url);
  const auto known = co_await io::await_addresses(incoming.on, entry, steady_clock::now() + longest_look_up);
  if (known.barred)
    co_return addition{.barred = known.failure};
  if (home.own.contain_any(known.endpoints))
    co_return addition{.is_ourselves = true};
  const auto done = co_await io::ask<actors::membership_change>(incoming.on, [&](auto reply) {
    actors::tell(pool, actors::add_backend{std::move(backend), std::move(reply), incoming.asked.by});
  });
  co_return addition{.done = done};
}

} // namespace loadex::net::admin::handlers
