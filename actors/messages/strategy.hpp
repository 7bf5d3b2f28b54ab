#pragma once

#include "actors/balancing/strategy.hpp"
#include "actors/messages/pool_view_ptr.hpp"

#include <caf/allowed_unsafe_message_type.hpp>
#include <caf/replies_to.hpp>
#include <caf/typed_actor.hpp>

#include <cstddef>
#include <optional>

namespace loadex::actors {

/// Asks for a backend. The answer is stored before the worker's send returns (see worker_mailroom), so what the query
/// and the answer point to need live no longer than that send.
struct pick_request {
  const balancing::query* ask = nullptr;
  std::optional<std::size_t>* choice = nullptr; // index in the candidates of the newest view
};

/// Replaces the view that picks are made from.
struct view_update {
  pool_view_ptr view;
};

/// Chooses backends for one worker, which alone sends to it.
using strategy_actor = caf::typed_actor<caf::reacts_to<pick_request>, caf::reacts_to<view_update>>;

} // namespace loadex::actors

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(loadex::actors::pick_request)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(loadex::actors::view_update)
