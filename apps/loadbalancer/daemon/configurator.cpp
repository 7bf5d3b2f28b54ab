#include "apps/loadbalancer/daemon/configurator.hpp"

#include "apps/loadbalancer/daemon/asked_pools.hpp"
#include "apps/loadbalancer/daemon/planner.hpp"
#include "apps/loadbalancer/daemon/saving.hpp"
#include "base/replace_file.hpp"
#include "base/text.hpp"
#include "config/live.hpp"
#include "config/load.hpp"
#include "observability/log.hpp"

#include <exception>
#include <utility>

namespace loadex {

using net::admin::denial;
using observability::level;
using observability::log_event;

configurator::configurator(config::snapshot_ptr first, configuration_source from, means by, errands& on,
                           observability::reload_counters& counted, observability::event_log& events)
    : from_(std::move(from))
    , by_(std::move(by))
    , events_(events)
    , now_(std::move(first))
    , id_of_file_(now_->id)
    , errands_(on)
    , reloader_(errands_,
                {.read = from_.read,
                 .adopt = [this](const auto& wanted, const auto& asked) { return adopt(wanted, asked); },
                 .tag = [this] { return tag_with(settings_of(by_.pools())); },
                 .begins = by_.reload_begins,
                 .ends = by_.reload_ends},
                counted, events) {
  counted.begin(now_->id);
}

config::snapshot_ptr configurator::now() const {
  const std::lock_guard lock(mutex_);
  return now_;
}

std::string configurator::id_of_file() const {
  const std::lock_guard lock(mutex_);
  return id_of_file_;
}

config::succession configurator::adopt(const config::settings& wanted, const observability::asker& by) {
  auto next = by_.adopt(wanted, by);
  auto id = config::id_of(wanted);
  const std::lock_guard lock(mutex_);
  now_ = next.next;
  id_of_file_ = std::move(id);
  return next;
}

std::string configurator::tag_with(const std::vector<actors::settings_in_force>& live) const {
  return net::admin::tag_of(config::with_live(now()->all, live_pools(live)), id_of_file());
}

void configurator::reload(observability::asker by, net::admin::precondition known,
                          actors::reply_slot<reloader::result> reply) {
  if (file().empty())
    return reply.answer(denial{denial::cause::no_file});
  reloader_.ask({std::move(by), std::move(known), std::move(reply)});
}

void configurator::plan(std::string text, actors::reply_slot<planned> reply) {
  errands_.put([this, text = std::move(text), reply = std::move(reply)] { reply.answer(plan_now(text)); });
}

configurator::planned configurator::plan_now(const std::string& text) const {
  try {
    const auto holds = now();
    return loadex::plan(*holds, from_.read_sent(text, holds->all), by_.pools());
  } catch (const config::invalid_configuration& e) {
    return denial{denial::cause::bad_text, e.problems};
  } catch (const std::exception& e) { // what nobody has foreseen
    return denial{denial::cause::bad_text, {e.what()}};
  }
}

void configurator::save(observability::asker by, net::admin::precondition known, actors::reply_slot<saved> reply) {
  errands_.put([this, by = std::move(by), known = std::move(known), reply = std::move(reply)] {
    reply.answer(save_now(by, known));
  });
}

configurator::saved configurator::save_now(const observability::asker& by, const net::admin::precondition& known) {
  if (file().empty())
    return denial{denial::cause::no_file};
  const auto live = settings_of(by_.pools());
  if (known && !known(tag_with(live)))
    return denial{denial::cause::changed};
  auto made = make_saving(from_, id_of_file(), live);
  if (auto* why = std::get_if<denial>(&made))
    return std::move(*why);
  auto& [text, id_of_text, told] = std::get<saving>(made);
  if (const auto done = base::replace_file(file(), text); !done)
    return denial{denial::cause::no_writing, {done.error()}};
  {
    const std::lock_guard lock(mutex_);
    id_of_file_ = id_of_text;
  }
  const auto what = base::join(told.saved, ", ", [](const std::string& name) { return name; });
  const auto event = events_.record({.kind = observability::event_kind::configuration_saved,
                                     .by = observability::decider::admin,
                                     .asked = by,
                                     .detail = what,
                                     .after = id_of_text});
  log_event(level::info, "configuration saved",
            {{"event", static_cast<std::int64_t>(event->number)},
             {"who", by.who},
             {"from", by.from},
             {"file", file()},
             {"id", id_of_text},
             {"saved", what}});
  return std::move(told);
}

} // namespace loadex
