#pragma once

#include "net/exchange/request_ids.hpp"
#include "net/io/pipe.hpp"
#include "net/io/types.hpp"
#include "net/upstream/dispatcher.hpp"
#include "net/upstream/retry_budget.hpp"
#include "observability/metrics/request_metrics.hpp"
#include "observability/request_record.hpp"

#include <string_view>

namespace loadex::net::exchange {

/// What the requests of one worker to one pool share. Its thread only.
struct services {
  executor on;
  upstream::dispatcher& backends;
  upstream::retry_budget& budget;
  observability::request_recorder& records;
  observability::retry_counters& retries;
  std::string_view cdn_id; // of this process in `CDN-Loop` (RFC 8586): a request that has it has been here before
  request_ids& ids;
  io::pipe_stock& pipes;
};

} // namespace loadex::net::exchange
