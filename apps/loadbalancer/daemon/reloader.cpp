#include "apps/loadbalancer/daemon/reloader.hpp"

#include "base/text.hpp"
#include "config/load.hpp"
#include "observability/log.hpp"

#include <algorithm>
#include <exception>
#include <memory>
#include <set>
#include <utility>

namespace loadex {

using net::admin::denial;
using observability::asker;
using observability::event_kind;
using observability::level;
using observability::log_event;

namespace {

std::string joined(const std::vector<std::string>& words, std::string_view separator) {
  return base::join(words, separator, [](const std::string& word) { return word; });
}

/// The first of them, for an event, which is kept.
std::string shortened(std::vector<std::string> problems) {
  constexpr std::size_t most = 10;
  const auto more = problems.size() - std::min(problems.size(), most);
  problems.resize(problems.size() - more);
  return joined(problems, "; ") + (more > 0 ? "; and " + std::to_string(more) + " more" : "");
}

/// All who asked for the same, each once.
asker all_of(const std::vector<reloader::order>& orders) {
  std::set<std::string> who;
  std::set<std::string> from;
  for (const auto& order : orders) {
    who.insert(order.by.who);
    from.insert(order.by.from);
  }
  from.erase("");
  const auto listed = [](const std::set<std::string>& words) {
    return base::join(words, ", ", [](const std::string& word) { return word; });
  };
  return {listed(who), listed(from)};
}

} // namespace

reloader::reloader(errands& on, means by, observability::reload_counters& counted, observability::event_log& events)
    : on_(on)
    , by_(std::move(by))
    , counted_(counted)
    , events_(events) {}

void reloader::ask(order what) {
  auto shared = std::make_shared<batch>();
  {
    const std::lock_guard lock(mutex_);
    if (const auto others = next_.lock())
      return others->push_back(std::move(what));
    shared->push_back(std::move(what));
    next_ = shared;
  }
  on_.put([this, shared = std::move(shared)] { reload(*shared); });
}

std::optional<net::admin::reload_ending> reloader::latest() const {
  const std::lock_guard lock(mutex_);
  return latest_;
}

void reloader::reload(batch& asked) {
  {
    const std::lock_guard lock(mutex_);
    next_.reset();
  }
  drop_unknowing(asked);
  if (asked.empty())
    return;
  by_.begins();
  const auto done = attempt(all_of(asked));
  by_.ends();
  for (const auto& one : asked)
    one.reply.answer(done);
}

/// Those who know another configuration than is in force are told so.
void reloader::drop_unknowing(batch& asked) {
  if (std::ranges::none_of(asked, [](const order& one) { return static_cast<bool>(one.known); }))
    return;
  const auto tag = by_.tag();
  std::erase_if(asked, [&](const order& one) {
    const bool knows = !one.known || one.known(tag);
    if (!knows)
      one.reply.answer(denial{denial::cause::changed});
    return !knows;
  });
}

reloader::result reloader::attempt(const asker& by) {
  try {
    const auto before = counted_.now_held().id;
    return adopted(by_.adopt(by_.read(), by), before, by);
  } catch (const config::invalid_configuration& e) {
    return refused(e.problems, by);
  } catch (const std::exception& e) { // what nobody has foreseen
    return refused({e.what()}, by);
  }
}

reloader::result reloader::adopted(const config::succession& done, const std::string& id_before, const asker& by) {
  const auto& next = *done.next;
  counted_.count_adopted(next.id);
  const auto changed = joined(done.changed, ", ");
  const auto event = events_.record({.kind = event_kind::configuration_reloaded,
                                     .by = observability::decider::reload,
                                     .asked = by,
                                     .detail = changed,
                                     .before = id_before,
                                     .after = next.id});
  log_event(done.wait_for_start.empty() ? level::info : level::warn, "configuration reloaded",
            {{"event", static_cast<std::int64_t>(event->number)},
             {"who", by.who},
             {"from", by.from},
             {"version", static_cast<std::int64_t>(next.version)},
             {"id", next.id},
             {"changed", changed},
             {"wait_for_restart", joined(done.wait_for_start, ", ")}});
  note({.adopted = true, .at = event->at});
  return net::admin::configuration_adopted{next.id, next.version, done.changed, done.wait_for_start};
}

reloader::result reloader::refused(std::vector<std::string> problems, const asker& by) {
  counted_.count_refused();
  const auto event = events_.record({.kind = event_kind::configuration_refused,
                                     .by = observability::decider::reload,
                                     .asked = by,
                                     .detail = shortened(problems)});
  log_event(level::error, "configuration refused",
            {{"event", static_cast<std::int64_t>(event->number)},
             {"who", by.who},
             {"from", by.from},
             {"detail", "the one before holds on"},
             {"problems", joined(problems, "; ")}});
  note({.adopted = false, .at = event->at, .problems = problems});
  return denial{denial::cause::bad_text, std::move(problems)};
}

void reloader::note(net::admin::reload_ending ending) {
  const std::lock_guard lock(mutex_);
  latest_ = std::move(ending);
}

} // namespace loadex
