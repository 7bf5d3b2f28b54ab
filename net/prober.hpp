#pragma once

#include "actors/prober.hpp"
#include "config/settings.hpp"
#include "net/address_book.hpp"
#include "net/http1/head.hpp"
#include "net/own_addresses.hpp"
#include "net/types.hpp"

namespace loadex::net {

/// Probes backends from the control thread, each on a fresh connection and none waiting for another. A backend that
/// would be us is not asked: whatever we forwarded to it would come back.
class prober final : public actors::prober {
public:
  /// `own`: the addresses that are ours; `heads`: how large those of the answers may be.
  prober(asio::io_context& control, address_book& book, const own_addresses& own, const http1::head_limits& heads);

  std::shared_ptr<const void> hold(const config::backend_url& backend) override { return book_.entry(backend); }
  void probe(const config::backend_url& backend, const config::health_settings& how, callback done) override;

private:
  awaitable<actors::probe_verdict> run(config::backend_url backend, config::health_settings how);

  executor control_;
  address_book& book_;
  const own_addresses& own_;
  const http1::head_limits heads_;
};

} // namespace loadex::net
