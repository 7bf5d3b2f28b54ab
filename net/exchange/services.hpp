#pragma once

#include "config/snapshot.hpp"
#include "net/exchange/request_ids.hpp"
#include "net/io/types.hpp"
#include "net/limits/client_rates.hpp"
#include "net/upstream/dispatcher.hpp"
#include "net/upstream/retry_budget.hpp"
#include "observability/request_record.hpp"

#include <string_view>

namespace loadex::net::exchange {

/// What the requests of one worker share. Its thread only.
struct services {
  executor on;
  upstream::dispatcher& backends;
  upstream::retry_budget& budget;
  observability::request_recorder& records;
  limits::client_rates& rates;
  std::string_view cdn_id;  // of this process in `CDN-Loop` (RFC 8586): a request that has it has been here before
  config::snapshot_ptr now; // the newest
  request_ids ids{};
};

} // namespace loadex::net::exchange
