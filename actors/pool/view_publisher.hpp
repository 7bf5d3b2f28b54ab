#pragma once

#include "actors/messages/pool_feed.hpp"
#include "actors/pool/pool_view.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <utility>
#include <vector>

namespace loadex::actors {

/// Hands every new view to all who want them, and knows which older ones are still in use. For one thread at a time.
class view_publisher {
public:
  /// Takes back a view from whoever let go of it last, to be freed where that holds up nobody. Called on any thread.
  using take_back = std::function<void(pool_view_ptr)>;

  view_publisher() = default;
  explicit view_publisher(take_back unused)
      : take_back_(std::move(unused)) {}

  /// Gives `sink` the newest view at once and every later one.
  void subscribe(view_sink sink);

  void publish(std::unique_ptr<pool_view> next);

  /// Not before the first is published.
  const pool_view& newest() const noexcept { return *newest_; }
  std::uint64_t next_version() const noexcept { return newest_ ? newest_->version + 1 : 1; }

  /// The version of the oldest view that anybody holds.
  std::uint64_t oldest_in_use();

private:
  take_back take_back_;
  std::vector<view_sink> sinks_;
  pool_view_ptr newest_;
  std::vector<std::pair<std::uint64_t, std::weak_ptr<const pool_view>>> older_; // by version
};

} // namespace loadex::actors
