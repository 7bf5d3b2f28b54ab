#pragma once

#include "actors/prober.hpp"
#include "config/settings.hpp"
#include "net/address_book.hpp"
#include "net/types.hpp"

namespace loadex::net {

/// Probes backends over HTTP from the control thread: `GET <path>` on a fresh connection, 200 is alive.
class http_prober final : public actors::prober {
public:
  http_prober(asio::io_context& control, address_book& book, const config::health_settings& settings);

  void probe(const config::backend_url& backend, callback done) override;

private:
  awaitable<actors::probe_verdict> ask(config::backend_url backend);

  executor control_;
  address_book& book_;
  const config::health_settings settings_;
};

} // namespace loadex::net
