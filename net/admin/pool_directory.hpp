#pragma once

#include "actors/messages/pool_orders.hpp"
#include "actors/pool/pool_view.hpp"
#include "observability/events/event_recorder.hpp"

#include <cstddef>
#include <memory>
#include <optional>
#include <string_view>

namespace loadex::net::admin {

/// A pool, for a handler.
struct pool_seen {
  std::string_view name;
  /// Where the newest view is to be found. A handler looks at it and lets go: one that held it across a wait would hold
  /// up every drain, its own too.
  const actors::pool_view_ptr& view;
  actors::pool_orders orders;
  std::shared_ptr<const observability::event_counters> events;
};

/// The pools that there are, as whoever answers sees them.
class pool_directory {
public:
  virtual ~pool_directory() = default;

  virtual std::size_t count() const noexcept = 0;
  virtual pool_seen at(std::size_t index) const = 0;

  /// The one of that name; none if there is no such pool.
  std::optional<std::size_t> find(std::string_view name) const {
    for (std::size_t i = 0; i < count(); ++i)
      if (at(i).name == name)
        return i;
    return std::nullopt;
  }
};

} // namespace loadex::net::admin
