#pragma once

#include "actors/balancing/candidate.hpp"
#include "actors/health/circuit.hpp"
#include "actors/health/state.hpp"
#include "actors/messages/memory.hpp"
#include "actors/messages/probe_verdict.hpp"
#include "actors/runtime/reply_slot.hpp"
#include "base/reason.hpp"
#include "config/live.hpp"
#include "config/settings.hpp"
#include "config/snapshot.hpp"
#include "observability/events/event.hpp"

#include <caf/allowed_unsafe_message_type.hpp>
#include <caf/replies_to.hpp>
#include <caf/typed_actor.hpp>

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace loadex::actors {

struct explanation;

/// A backend of the pool as people name it: by its id or its URL.
using backend_name = std::variant<balancing::backend_id, config::backend_url>;

/// Who says which backends there are, such as the configuration: by its name, for people to read.
struct member_source {
  std::string name;

  bool operator==(const member_source&) const = default;
};

/// What became of an order to the pool.
struct membership_change {
  enum class outcome {
    done,
    unchanged,  // it was so already
    not_found,  // no such backend
    superseded, // a later order took its place
  };

  outcome what = outcome::done;
  balancing::backend_id id = 0;    // of the backend, if there is one
  std::uint32_t requests_left = 0; // that were with it when a drain had to end
};

/// All the backends that `source` wants from now on, compared with those it wanted before: who is new is added; who is
/// missing is drained and leaves as by remove_backend, if no other source wants it (but not before somebody else can
/// serve or is known to be unable to, for `health.timeout` at most); of who has changed, the weight, whether it is a
/// backup, its limit and its own health settings are changed, if no other source wanted it first. What people have
/// ordered for a backend holds meanwhile, and backends of other sources stay as they are. Answered once the view that
/// shows it is published.
struct set_members {
  member_source source;
  std::vector<config::backend_settings> members;
  std::chrono::milliseconds deadline{0}; // of the drains
  reply_slot<membership_change> reply;   // done, or unchanged
};

/// All that `source` wants of the pool from now on: its backends, as by set_members, its algorithm, if that is another
/// than it wanted before, and its settings, of which the pool looks at balancing, health, circuit and outlier. What is
/// known of backends that stay, stays. One view shows it all; answered once it is published.
struct reconfigure {
  member_source source;
  config::snapshot::pool wanted;
  std::chrono::milliseconds deadline{0}; // of the drains
  bool drops_added = false;              // what people have added goes, unless a source wants it, too
  reply_slot<membership_change> reply{}; // done, or unchanged
  observability::asker asked{};
};

/// Adds a backend, for people: they are a source by themselves. One that is there stays as it is, but if it is about to
/// leave, it stays in service. Answered once the view that shows it is published.
struct add_backend {
  config::backend_settings backend;
  reply_slot<membership_change> reply;
  observability::asker asked{};
};

/// No new request reaches the backend; those with it end as they would. Answered when it is empty, or has been draining
/// for `deadline`: then it is disabled. It counts as empty once nobody holds a view that offers it: whoever waits for
/// the answer must hold none.
struct drain_backend {
  backend_name who;
  std::chrono::milliseconds deadline{0};
  reply_slot<membership_change> reply;
  observability::asker asked{};
};

/// Drains the backend, then takes it out of the pool. Requests that are with it at the deadline still end as they
/// would.
struct remove_backend {
  backend_name who;
  std::chrono::milliseconds deadline{0};
  reply_slot<membership_change> reply;
  observability::asker asked{};
};

/// No new request reaches the backend until it is enabled; it is probed all the same. Answered once that is published.
struct disable_backend {
  backend_name who;
  reply_slot<membership_change> reply;
  observability::asker asked{};
};

/// Puts a disabled, draining or leaving backend back into service. Answered once that is published.
struct enable_backend {
  backend_name who;
  reply_slot<membership_change> reply;
  observability::asker asked{};
};

/// Answered once the view with the weight is published.
struct change_weight {
  backend_name who;
  std::uint32_t weight = 1; // 0 to 1000
  reply_slot<membership_change> reply;
  observability::asker asked{};
};

/// Answered once the view with the algorithm is published.
struct change_algorithm {
  config::algorithm to{};
  reply_slot<membership_change> reply;
  observability::asker asked{};
};

/// What a probe that was asked for has found.
struct probe_report {
  bool found = false; // such a backend
  probe_verdict verdict{};
};

/// Has the backend probed now, or waits for the probe under way, which counts as any other.
struct probe_backend {
  backend_name who;
  reply_slot<probe_report> reply;
};

/// One backend of the pool as people see it.
struct backend_description {
  balancing::backend_id id = 0;
  std::string url;
  std::string source; // who says how it is to be, such as the configuration
  health::state state{};
  health::circuit::state circuit{};
  std::chrono::system_clock::time_point since; // in that state
  base::reason reason{};                       // of that state
  std::string detail;                          // likewise
  std::string last_probe;                      // what it found
  std::uint32_t weight = 1;
  double share = 1; // the part of the weight that counts now
  bool backup = false;
  std::uint32_t limit = 0; // requests at a time; 0: no limit
  std::int32_t in_flight = 0;
  std::uint64_t queued = 0; // requests that wait for a place
  std::uint64_t ejections = 0;
};

struct pool_description {
  config::algorithm algorithm{};
  config::traffic_settings settings; // in force
  std::array<std::size_t, health::state_count> by_state{};
  std::int64_t in_flight = 0;
  std::uint64_t queued = 0;
};

/// Asks how the pool is as a whole, whether that is published or not.
struct describe_pool {
  reply_slot<pool_description> reply;
};

/// Likewise how its backends are, in order of addition.
struct describe_backends {
  std::optional<balancing::backend_id> only{}; // that one, if it is there; else all
  reply_slot<std::vector<backend_description>> reply{};
};

/// What of the pool is a setting, as it is now, and whose state no setting tells.
struct settings_in_force {
  struct ordered_state {
    std::string url;
    health::state state{}; // draining or disabled
  };

  config::live_pool what;
  std::vector<ordered_state> out_of_service{};
};

/// Asks for that.
struct describe_settings {
  reply_slot<settings_in_force> reply;
};

/// What a reconfiguration would make of the pool.
struct foresight {
  struct backend {
    std::optional<config::backend_settings> now{};  // none: it would come
    std::optional<config::backend_settings> then{}; // none: it would leave
    bool available = true;                          // now; of one that would come it is presumed
  };

  config::algorithm algorithm{};          // now
  config::balancing_settings balancing{}; // likewise
  std::vector<backend> backends{};
};

/// Asks what `order` would do; it is not carried out.
struct foresee {
  reconfigure order;
  reply_slot<foresight> reply;
};

/// Asks who would get a request now, and why nobody else.
struct explain {
  std::string key{}; // as balancing::query has it
  std::uint64_t affinity = 0;
  std::vector<balancing::backend_id> tried{};
  reply_slot<explanation> reply{};
};

/// The pool, for people and sources: what they ask of it.
using pool_orders =
    caf::typed_actor<caf::reacts_to<set_members>, caf::reacts_to<reconfigure>, caf::reacts_to<add_backend>,
                     caf::reacts_to<drain_backend>, caf::reacts_to<remove_backend>, caf::reacts_to<disable_backend>,
                     caf::reacts_to<enable_backend>, caf::reacts_to<change_weight>, caf::reacts_to<change_algorithm>,
                     caf::reacts_to<probe_backend>, caf::reacts_to<describe_pool>, caf::reacts_to<describe_backends>,
                     caf::reacts_to<describe_settings>, caf::reacts_to<foresee>, caf::reacts_to<explain>,
                     caf::reacts_to<tell_memory>>;

} // namespace loadex::actors

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(loadex::actors::set_members)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(loadex::actors::reconfigure)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(loadex::actors::add_backend)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(loadex::actors::drain_backend)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(loadex::actors::remove_backend)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(loadex::actors::disable_backend)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(loadex::actors::enable_backend)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(loadex::actors::change_weight)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(loadex::actors::change_algorithm)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(loadex::actors::probe_backend)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(loadex::actors::describe_pool)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(loadex::actors::describe_backends)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(loadex::actors::describe_settings)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(loadex::actors::foresee)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(loadex::actors::explain)
