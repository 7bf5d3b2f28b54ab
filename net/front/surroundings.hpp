#pragma once

#include "net/exchange/workspace.hpp"
#include "net/front/session.hpp"
#include "net/io/types.hpp"
#include "net/limits/client_connections.hpp"
#include "observability/access/access_queue.hpp"
#include "observability/request_record.hpp"

#include <boost/intrusive/list.hpp>

#include <cstddef>
#include <string>

namespace loadex::net::admin {
class service;
}

namespace loadex::net::front {

/// The sessions that wait for a request, the longest first.
using resting_sessions =
    boost::intrusive::list<session, boost::intrusive::member_hook<session, session::hook, &session::at_rest>,
                           boost::intrusive::constant_time_size<false>>;

/// Those whose request a backend has.
using busy_sessions =
    boost::intrusive::list<session, boost::intrusive::member_hook<session, session::hook, &session::under_way>,
                           boost::intrusive::constant_time_size<false>>;

/// What the sessions of one worker share. Its thread only.
struct surroundings {
  executor on;
  exchange::workspaces& stock;
  observability::request_recorder& records;
  observability::access_queue& access;
  admin::service& own; // answers for the addresses that are ours
  limits::client_connections& connections;
  std::size_t worker; // its number
  resting_sessions resting{};
  busy_sessions busy{};
  std::string date{};    // now, as a Date header has it
  bool draining = false; // idle connections end, and those that are served after their request
};

} // namespace loadex::net::front
