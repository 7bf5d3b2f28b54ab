#pragma once

#include "actors/messages/probe_verdict.hpp"
#include "config/settings.hpp"

#include <functional>
#include <memory>
#include <string>

namespace loadex::actors {

/// Does the I/O of one health probe. Implemented over sockets in net/, scripted in tests.
class prober {
public:
  virtual ~prober() = default;

  /// What probes of `backend` and traffic to it share, such as its addresses, lives for as long as somebody holds this.
  virtual std::shared_ptr<const void> hold(const config::backend_url& /*backend*/) { return nullptr; }

  /// Whoever probes the backends of the pool of that name: it knows what is of the pool alone. As long as this.
  virtual prober& of_pool(const std::string& /*name*/) { return *this; }

  using callback = std::function<void(probe_verdict)>;

  /// Begins to probe `backend` as `how` says and returns at once. Calls `done` exactly once, on any thread, at most
  /// `how.timeout` later (name resolution included), or up to three times that if it asks again; drops it uncalled
  /// only when the process is stopping.
  virtual void probe(const config::backend_url& backend, const config::health_settings& how, callback done) = 0;
};

} // namespace loadex::actors
