#pragma once

#include "actors/interfaces.hpp"
#include "config/backend_url.hpp"

#include <functional>

namespace loadex::actors {

/// Does the I/O of one health probe. Implemented over sockets in net/, scripted in tests.
class prober {
public:
  virtual ~prober() = default;

  using callback = std::function<void(probe_verdict)>;

  /// Begins to probe `backend` and returns at once. Calls `done` exactly once, on any thread, at most the configured
  /// timeout later (name resolution included); drops it uncalled only when the process is stopping.
  virtual void probe(const config::backend_url& backend, callback done) = 0;
};

} // namespace loadex::actors
