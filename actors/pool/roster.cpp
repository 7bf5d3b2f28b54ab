#include "actors/pool/roster.hpp"

#include "actors/balancing/chooser.hpp"
#include "actors/balancing/latency_estimate.hpp"

#include <algorithm>
#include <functional>
#include <utility>

namespace loadex::actors {

namespace {

/// Whether every worker would choose the same.
bool is_certain(const pool_view& view, const explain& asked) {
  const auto& plan = view.plan;
  if (plan.restrained)
    return false;
  const auto& algorithm = config::describe(plan.which);
  if (algorithm.key != config::hash_key::none)
    return !asked.key.empty() && plan.load_bound == 0;
  return algorithm.certain || plan.first_tier_size == 1;
}

backend_description describe_one(const roster_entry& e) {
  const auto& load = *e.who->live_load;
  return {.id = e.who->id,
          .url = e.who->url.text(),
          .source = {},
          .state = e.state(),
          .circuit = e.circuit,
          .since = e.since,
          .reason = e.why,
          .detail = e.detail,
          .last_probe = e.last_probe,
          .weight = e.weight,
          .share = e.eased ? double{load.share.load(std::memory_order_relaxed)} : 1,
          .backup = e.backup,
          .limit = e.who->limit,
          .in_flight = load.in_flight.load(std::memory_order_relaxed),
          .queued = e.who->counters->queued.load(std::memory_order_relaxed),
          .ejections = e.who->counters->ejections.value()};
}

} // namespace

roster_entry* roster::find(const backend_name& who) noexcept {
  const auto* id = std::get_if<balancing::backend_id>(&who);
  const auto found =
      id ? std::ranges::lower_bound(entries_, *id, {}, [](const auto& e) { return e.who->id; })
         : std::ranges::find(
               entries_, std::get<config::backend_url>(who), [](const auto& e) -> const auto& { return e.who->url; });
  return found == entries_.end() || (id && found->who->id != *id) ? nullptr : &*found;
}

void roster::note(const probe_news& news) {
  if (auto* who = find(news.id))
    who->last_probe = news.found.detail;
}

bool roster::may_eject(const roster_entry& who, unsigned most) const noexcept {
  const auto others =
      std::ranges::count_if(entries_, [&](const auto& e) { return &e != &who && e.is_out_for_requests(); });
  return static_cast<std::size_t>(others) < most_out(most);
}

bool roster::may_take_out(const roster_entry& who, unsigned most) const noexcept {
  return std::ranges::any_of(entries_, [&](const auto& e) { return &e != &who && e.available() && e.weight > 0; }) &&
         may_eject(who, most);
}

roster_entry* roster::to_readmit(unsigned most) noexcept {
  // One on trial is nobody: it takes one request at a time, and none that could not be repeated.
  const auto somebody = [](const roster_entry& e) { return e.weight > 0 && e.available(); };
  const auto out = static_cast<std::size_t>(std::ranges::count_if(entries_, &roster_entry::is_out_for_requests));
  const bool too_many = out > most_out(most);
  if (!too_many && std::ranges::any_of(entries_, somebody))
    return nullptr;
  const auto longest = [this](auto is_one) {
    roster_entry* found = nullptr;
    for (auto& e : entries_)
      if (std::invoke(is_one, e) && (found == nullptr || e.since < found->since))
        found = &e;
    return found;
  };
  auto* who = longest(&roster_entry::could_be_available);
  return who != nullptr || !too_many ? who : longest(&roster_entry::is_out_for_requests);
}

std::size_t roster::most_out(unsigned percent) const noexcept {
  const auto balanced = static_cast<std::size_t>(std::ranges::count_if(entries_, &roster_entry::is_balanced));
  return std::min(balanced * percent / 100, std::max<std::size_t>(1, balanced) - 1);
}

bool roster::anybody_available() const noexcept {
  return std::ranges::any_of(entries_,
                             [](const roster_entry& e) { return e.weight > 0 && (e.available() || e.on_trial()); });
}

std::unique_ptr<pool_view> roster::make_view(std::uint64_t version, config::algorithm which,
                                             const config::balancing_settings& settings,
                                             const balancing::shared_load& load, bool desperate) const {
  auto view = std::make_unique<pool_view>();
  view->version = version;
  view->members.reserve(entries_.size());
  view->ids.reserve(entries_.size());
  view->states.reserve(entries_.size());
  view->weights.reserve(entries_.size());
  for (const auto& e : entries_) {
    view->members.push_back(e.who);
    view->ids.push_back(e.who->id);
    view->states.push_back(e.state());
    view->weights.push_back(e.weight);
  }
  balancing::candidates all;
  const bool anybody = desperate && !anybody_available();
  const auto offer = [&](bool backups, bool weighted) {
    for (std::uint32_t i = 0; i < entries_.size(); ++i) {
      const auto& e = entries_[i];
      const bool wanted = anybody ? e.ordered == roster_entry::admin_state::serving : e.available() || e.on_trial();
      if (e.backup != backups || (e.weight > 0) != weighted || !wanted)
        continue;
      all.push_back(
          {e.who->id, e.weight, e.who->identity, e.who->live_load.get(), e.who->limit, e.on_trial(), e.eased});
      view->member_of.push_back(i);
    }
  };
  offer(false, true);
  const auto primaries = all.size();
  offer(true, true);
  const auto first_tier_size = primaries > 0 ? primaries : all.size();
  offer(false, false);
  if (primaries == 0)
    offer(true, false);
  view->plan = balancing::make_plan(which, settings, std::move(all), first_tier_size, load);
  return view;
}

pool_description roster::summarize() const {
  pool_description told;
  for (const auto& e : entries_) {
    ++told.by_state[static_cast<std::size_t>(e.state())];
    told.in_flight += e.who->live_load->in_flight.load(std::memory_order_relaxed);
    told.queued += e.who->counters->queued.load(std::memory_order_relaxed);
  }
  return told;
}

std::vector<backend_description> roster::describe(std::optional<balancing::backend_id> only) const {
  std::vector<backend_description> all;
  all.reserve(only ? 1 : entries_.size());
  for (const auto& e : entries_)
    if (!only || e.who->id == *only)
      all.push_back(describe_one(e));
  return all;
}

explanation roster::explain_choice(const pool_view& newest, const explain& asked, std::uint64_t turns,
                                   const config::balancing_settings& settings,
                                   std::chrono::steady_clock::time_point now) const {
  balancing::chooser same(turns, std::make_shared<std::atomic<std::uint64_t>>(turns));
  same.adopt(newest.plan);
  const balancing::query ask{.key = asked.key, .affinity = asked.affinity, .tried = asked.tried};
  std::vector<std::optional<std::size_t>> candidate_of(entries_.size()); // index in the plan, by index of entry
  for (std::size_t i = 0; i < newest.member_of.size(); ++i)
    candidate_of[newest.member_of[i]] = i;

  const auto is_named = [&](std::size_t candidate) {
    return ask.affinity != 0 && newest.plan.tagged(ask.affinity) == candidate;
  };
  explanation told;
  told.algorithm = newest.plan.which;
  for (std::size_t i = 0; i < entries_.size(); ++i) {
    const auto& e = entries_[i];
    auto& v = told.backends.emplace_back();
    v.id = e.who->id;
    v.backend = e.who->url.text();
    v.state = e.state();
    v.since = e.since;
    v.reason = e.why;
    v.detail = e.detail;
    v.last_probe = e.last_probe;
    v.weight = e.weight;
    v.share = e.eased ? e.who->live_load->share.load(std::memory_order_relaxed) : 1;
    v.in_flight = e.who->live_load->in_flight.load(std::memory_order_relaxed);
    v.latency = balancing::latency_estimate::at(now, e.who->live_load->latency_level.load(std::memory_order_relaxed),
                                                settings.ewma_decay);
    if (const auto candidate = candidate_of[i]) {
      v.score = same.score(*candidate, ask);
      const auto& c = newest.plan.all[*candidate];
      v.why = ask.has_tried(v.id)                                    ? selection::tried
              : c.weight == 0 && !is_named(*candidate)               ? selection::weightless
              : c.on_trial                                           ? selection::on_trial
              : c.limit > 0 && ask.load_of(c, *candidate) >= c.limit ? selection::full
              : *candidate >= newest.plan.first_tier_size            ? selection::in_reserve
                                                                     : selection::outscored;
    } else {
      v.why = e.available() ? selection::weightless : selection::unavailable;
    }
  }
  const auto choice = same.pick(ask);
  if (choice)
    told.backends[newest.member_of[*choice]].why = selection::chosen;
  told.by_affinity = choice && is_named(*choice);
  told.certain = told.by_affinity || !choice || is_certain(newest, asked);
  return told;
}

} // namespace loadex::actors
