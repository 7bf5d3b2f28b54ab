#pragma once

#include "actors/messages/pool_view_ptr.hpp"

#include <caf/allowed_unsafe_message_type.hpp>
#include <caf/replies_to.hpp>
#include <caf/typed_actor.hpp>

#include <functional>

namespace loadex::actors {

/// Takes a newly published view; called on any thread, must not block.
using view_sink = std::function<void(pool_view_ptr)>;

/// Gives `sink` the newest view at once and every later one.
struct subscribe {
  view_sink sink;
};

/// Nobody uses this view any more. From whoever held it last.
struct view_released {
  pool_view_ptr view; // freed by the pool: it may be large
};

/// The pool, for whoever wants to know how it is.
using pool_feed = caf::typed_actor<caf::reacts_to<subscribe>, caf::reacts_to<view_released>>;

} // namespace loadex::actors

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(loadex::actors::subscribe)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(loadex::actors::view_released)
