#pragma once

#include "apps/loadbalancer/daemon/service_manager.hpp"
#include "apps/loadbalancer/handover/predecessor.hpp"
#include "apps/loadbalancer/handover/program.hpp"
#include "net/io/inherited_sockets.hpp"

#include <memory>

namespace loadex {

/// How the process has begun.
struct origin {
  handover::program command{};                     // which is started anew for an upgrade
  std::unique_ptr<handover::predecessor> before{}; // whose place it takes; null: nobody's
  net::io::inherited_sockets sockets{};            // that listen already
  service_manager::terms manager{};                // of whoever looks after the process
};

} // namespace loadex
