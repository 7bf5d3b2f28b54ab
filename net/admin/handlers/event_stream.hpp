#pragma once

#include "net/admin/stream_places.hpp"
#include "net/admin/streamed_body.hpp"
#include "net/io/signal.hpp"
#include "net/io/types.hpp"
#include "observability/events/event_log.hpp"

#include <nlohmann/json.hpp>

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>

namespace loadex::net::admin::handlers {

/// An event as the API shows it, without what is empty.
nlohmann::ordered_json shown(const observability::event& e);

/// The events as they happen, as Server-Sent Events. It reads them from the log when its client takes them, so that a
/// slow one costs no memory; what the log keeps no more by then it is told to have missed.
class event_stream final : public streamed_body {
public:
  /// Of those above `after`; only of `pool`, unless it is empty. `log` outlives it.
  event_stream(executor on, observability::event_log& log, std::uint64_t after, std::string pool,
               stream_places::place held);
  ~event_stream() override;

  awaitable<std::optional<std::string>> next() override;
  void end() override;

private:
  /// Rings on the connection's thread, whoever records an event.
  struct bell {
    explicit bell(executor rings_on)
        : on(rings_on) {}

    const executor on;
    std::atomic<bool> rung = false; // and not heard yet
    io::signal to_hear{};           // of the connection's thread, as is the next
    bool silent_for_long = false;
  };

  static void ring(const std::shared_ptr<bell>& one);
  std::string read();

  observability::event_log& log_;
  const std::string pool_;
  const stream_places::place held_;
  std::uint64_t after_;
  const std::shared_ptr<bell> bell_;
  const std::uint64_t subscription_;
  timer pause_;
  bool ended_ = false;
};

} // namespace loadex::net::admin::handlers
