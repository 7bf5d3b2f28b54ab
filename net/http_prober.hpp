#pragma once

#include "actors/prober.hpp"
#include "config/settings.hpp"
#include "net/address_book.hpp"
#include "net/types.hpp"

namespace loadex::net {

/// Probes backends over HTTP from the control thread: `GET <path>` on a fresh connection, 200 is alive.
class http_prober final : public actors::prober {
public:
  http_prober(asio::io_context& control, address_book& book);

  std::shared_ptr<const void> hold(const config::backend_url& backend) override { return book_.entry(backend); }
  void probe(const config::backend_url& backend, const config::health_settings& how, callback done) override;

private:
  awaitable<actors::probe_verdict> ask(config::backend_url backend, config::health_settings how);

  executor control_;
  address_book& book_;
};

} // namespace loadex::net
