#include "observability/events/event.hpp"

#include "observability/log.hpp"

namespace loadex::observability {

std::string_view to_string(event_kind kind) noexcept {
  switch (kind) {
  case event_kind::backend_added:
    return "backend added";
  case event_kind::backend_up:
    return "backend up";
  case event_kind::backend_down:
    return "backend down";
  case event_kind::backend_draining:
    return "backend draining";
  case event_kind::backend_drained:
    return "backend drained";
  case event_kind::backend_disabled:
    return "backend disabled";
  case event_kind::backend_enabled:
    return "backend enabled";
  case event_kind::backend_removed:
    return "backend removed";
  case event_kind::backend_ejected:
    return "backend ejected";
  case event_kind::backend_on_trial:
    return "backend on trial";
  case event_kind::backend_spared:
    return "backend spared";
  case event_kind::weight_eased:
    return "weight eased";
  case event_kind::pool_down:
    return "pool down";
  case event_kind::pool_up:
    return "pool up";
  case event_kind::weight_changed:
    return "weight changed";
  case event_kind::algorithm_changed:
    return "algorithm changed";
  case event_kind::configuration_reloaded:
    return "configuration reloaded";
  case event_kind::configuration_refused:
    return "configuration refused";
  case event_kind::configuration_saved:
    return "configuration saved";
  case event_kind::process_upgraded:
    return "process upgraded";
  }
  return "";
}

std::string_view to_string(decider by) noexcept {
  switch (by) {
  case decider::probe:
    return "probe";
  case decider::traffic:
    return "traffic";
  case decider::trial:
    return "trial";
  case decider::admin:
    return "admin";
  case decider::reload:
    return "reload";
  case decider::pool:
    return "pool";
  }
  return "";
}

void log_event(const event& e) {
  if (static_cast<std::size_t>(e.kind) >= event_kind_count)
    return;
  const bool bad = e.kind == event_kind::backend_down || e.kind == event_kind::backend_ejected ||
                   e.kind == event_kind::backend_spared || e.kind == event_kind::pool_down;
  log_event(bad ? level::warn : level::info, to_string(e.kind),
            {{"event", static_cast<std::int64_t>(e.number)},
             {"by", std::string(to_string(e.by))},
             {"who", e.asked.who},
             {"from", e.asked.from},
             {"pool", e.pool},
             {"backend", e.backend},
             {"id", std::int64_t{e.backend_id}},
             {"reason", std::string(e.why == base::reason::none ? "" : to_string(e.why))},
             {"detail", e.detail},
             {"before", e.before},
             {"after", e.after}});
}

} // namespace loadex::observability
