#pragma once

#include "apps/loadbalancer/daemon/service_manager.hpp"
#include "net/io/inherited_sockets.hpp"

namespace loadex {

/// The sockets that the process was started with, as sd_listen_fds(3) has them: of units of sockets, or kept for us
/// since a process before. Takes what tells of them out of the environment; notes in `by` what was no use, and what the
/// service manager keeps by itself. Before there is another thread.
net::io::inherited_sockets take_activation(service_manager::terms& by);

} // namespace loadex
