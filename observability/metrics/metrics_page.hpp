#pragma once

#include "observability/access/access_log.hpp"
#include "observability/backend_counters.hpp"
#include "observability/events/event_recorder.hpp"
#include "observability/metrics/exposition_writer.hpp"
#include "observability/metrics/request_metrics.hpp"
#include "observability/reload_counters.hpp"
#include "observability/worker_counts.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <unordered_set>
#include <utility>
#include <vector>

namespace loadex::observability {

/// One backend at the moment of a scrape.
struct backend_gauges {
  std::string pool;
  std::string backend;
  std::string_view state;     // one of scraped::states
  std::int64_t in_flight = 0; // requests that are with it now
  std::uint32_t weight = 1;   // in force
  double share = 0;           // of the pool's requests that is due to it
  std::shared_ptr<const backend_counters> counted;
};

/// What has happened in one pool.
struct pool_counts {
  std::string pool;
  std::shared_ptr<const event_counters> events;
};

/// What has come to one listener.
struct listener_counts {
  std::string listener;
  std::int64_t connections = 0; // that are open
  std::int64_t requests = 0;
  std::int64_t unrouted = 0;
  std::vector<std::pair<std::string, std::int64_t>> hits{};                 // of its routes; each once
  std::vector<std::pair<std::string, std::int64_t>> certificate_expiries{}; // by file, in Unix time
};

/// What a page tells: as it is at the moment of the scrape, and where the rest is counted, which outlives the page.
struct scraped {
  const request_metrics& requests;
  const reload_counters& reloads;
  const access_log& access;
  const worker_counts& workers;
  std::vector<backend_gauges> backends{};
  std::vector<pool_counts> pools{};
  std::vector<listener_counts> listeners{};
  std::vector<std::string> routes{};        // names, each once
  std::vector<std::string_view> states{};   // all that a backend can be in, `healthy` among them
  std::vector<std::string_view> circuits{}; // likewise its circuit, by backend_counters::circuit
};

/// Every metric family, written piece by piece: with many backends it is long, and whoever makes it has other things to
/// do. What is in no pool, and routes that there are no more, are not on it. One thread at a time.
class metrics_page {
public:
  metrics_page(scraped what, exposition_format format);
  metrics_page(const metrics_page&) = delete;
  metrics_page& operator=(const metrics_page&) = delete;

  /// Appends some more, about `piece` bytes or a little work, and returns whether there is more yet.
  bool write_some(std::string& out);

  static constexpr std::size_t piece = 64 * 1024;

private:
  /// A backend in a pool.
  struct backend_row {
    std::string backend;             // label
    std::string pool;                // likewise
    request_metrics::shards counted; // null: nothing has been
  };

  /// A family's series are those of so many rows; a row may have several, or none.
  struct part {
    family what;
    std::size_t rows;
    std::function<void(std::size_t row, exposition_writer& out)> write;
  };

  void look_up(std::size_t backend);
  void lay_out();
  void add_requests();
  void add_of_pools();
  void add_gauges();
  void add_traffic();
  void add_checks();
  void add_pool_events();
  void add_listeners();
  void add_of_listeners(family what, std::string_view label,
                        std::vector<std::pair<std::string, std::int64_t>> listener_counts::*each);
  void add_rest();
  void add_process();

  template <class Write>
  void add_of_backends(family what, Write write);
  void add_single(family what, std::function<void(exposition_writer& out)> write);

  const scraped what_;
  const exposition_format format_;
  std::vector<backend_row> rows_;              // of the backends, in their order
  std::vector<std::string_view> backends_;     // each once, then nobody
  std::unordered_set<std::string_view> known_; // of these
  std::vector<std::string> states_;            // labels
  std::vector<std::string> circuits_;          // likewise
  std::vector<part> parts_;                    // once all are looked up
  std::size_t part_ = 0;                       // that is being written
  std::size_t row_ = 0;                        // likewise
};

} // namespace loadex::observability
