#include "net/admin/live/live_feed.hpp"

#include "actors/runtime/compat.hpp"
#include "base/version.hpp"
#include "net/admin/handlers/described.hpp"
#include "net/admin/handlers/event_stream.hpp"
#include "net/admin/json_answer.hpp"
#include "net/admin/live/live_traffic.hpp"
#include "net/admin/timestamp.hpp"

#include <boost/asio/post.hpp>

#include <algorithm>
#include <utility>

namespace loadex::net::admin {

using nlohmann::ordered_json;

namespace {

constexpr std::size_t slice = 250; // backends; the probes have their turn in between
constexpr std::size_t most_events = 200;

std::string as_event(const char* type, const ordered_json& data) {
  return std::string("event: ").append(type).append("\ndata: ").append(as_text(data)).append("\n\n");
}

} // namespace

struct live_feed::look {
  struct pool {
    std::string name;
    std::optional<actors::pool_description> how{};
    std::vector<actors::backend_description> backends{};
  };
  std::vector<pool> pools;
  std::size_t awaited = 0; // answers
  std::size_t pool_at = 0; // which is put next
  std::size_t backend_at = 0;
};

live_feed::live_feed(executor control, const observability::traffic_history& traffic,
                     const observability::event_log& events)
    : control_(control)
    , traffic_(traffic)
    , events_(events) {}

void live_feed::adopt(const std::vector<actors::pool_ptr>& pools) {
  std::vector<pool_known> known;
  known.reserve(pools.size());
  for (const auto& pool : pools)
    known.push_back({pool->name, actors::pool_orders(pool->actor)});
  asio::post(control_, [this, known = std::move(known)]() mutable { pools_ = std::move(known); });
}

void live_feed::add(std::shared_ptr<live_mailbox> listener) {
  asio::post(control_, [this, listener = std::move(listener)]() mutable {
    newcomers_.push_back(std::move(listener));
    if (listeners_.empty() && !looking_) // nobody waits for the second to end
      begin_look();
  });
}

void live_feed::tick() {
  ++second_;
  if (looking_) // it takes longer than a second: the next one tells of both
    return;
  if (!listeners_.empty() || !newcomers_.empty())
    return begin_look();
  told_pools_.forget();
  told_backends_.forget();
}

/// Asks every pool how it is, and goes on once all have answered.
void live_feed::begin_look() {
  looking_ = true;
  auto at = std::make_shared<look>();
  at->awaited = 2 * pools_.size();
  for (const auto& [name, orders] : pools_)
    at->pools.push_back({name});
  const auto answered = [this, at](auto keep) {
    return [this, at, keep](auto answer) {
      asio::post(control_, [this, at, keep, answer = std::move(answer)]() mutable {
        keep(std::move(answer));
        if (--at->awaited == 0)
          look_on(at);
      });
    };
  };
  for (std::size_t i = 0; i < pools_.size(); ++i) {
    auto& to = at->pools[i];
    actors::describe_pool how;
    how.reply = decltype(how.reply)(answered([&to](auto answer) { to.how = std::move(answer); }));
    actors::tell(pools_[i].orders, std::move(how));
    actors::describe_backends each;
    each.reply = decltype(each.reply)(answered([&to](auto answer) {
      if (answer)
        to.backends = std::move(*answer);
    }));
    actors::tell(pools_[i].orders, std::move(each));
  }
  told_pools_.begin();
  told_backends_.begin();
  if (at->awaited == 0)
    end_look();
}

/// Puts the next slice.
void live_feed::look_on(const std::shared_ptr<look>& at) {
  for (std::size_t left = slice; at->pool_at < at->pools.size(); ++at->pool_at, at->backend_at = 0) {
    auto& pool = at->pools[at->pool_at];
    if (at->backend_at == 0 && pool.how)
      put_pool(pool.name, *pool.how);
    for (; at->backend_at < pool.backends.size(); ++at->backend_at, --left) {
      if (left == 0)
        return asio::post(control_, [this, at] { look_on(at); });
      put_backend(pool.name, pool.backends[at->backend_at]);
    }
  }
  end_look();
}

void live_feed::put_pool(const std::string& name, const actors::pool_description& pool) {
  ordered_json row{{"name", name}, {"algorithm", config::to_string(pool.algorithm)}, {"queued", pool.queued}};
  if (const auto* known = traffic_.find(name))
    row["traffic"] = last_step_of(known->traffic);
  told_pools_.put(name, std::move(row));
}

void live_feed::put_backend(const std::string& pool, const actors::backend_description& backend) {
  ordered_json row{{"pool", pool}};
  row.update(handlers::shown(backend));
  if (const auto* known = traffic_.find(pool, backend.id))
    add_traffic(*known, row);
  told_backends_.put(pool + "/" + std::to_string(backend.id), std::move(row));
}

void live_feed::end_look() {
  looking_ = false;
  told_pools_.finish();
  told_backends_.finish();
  if (!listeners_.empty()) {
    tell(std::make_shared<const std::string>(changes()));
  } else { // everything tells what has happened
    last_event_ = events_.read(0, 0).latest;
    told_pools_.take_changes();
    told_pools_.take_gone();
    told_backends_.take_changes();
    told_backends_.take_gone();
  }
  if (newcomers_.empty())
    return;
  const auto all = std::make_shared<const std::string>(everything());
  for (auto& one : std::exchange(newcomers_, {}))
    if (one->put(all) == live_mailbox::outcome::kept)
      listeners_.push_back(std::move(one));
}

/// Those that have fallen behind begin anew.
void live_feed::tell(const std::shared_ptr<const std::string>& text) {
  using enum live_mailbox::outcome;
  std::erase_if(listeners_, [&](auto& one) {
    const auto became = one->put(text);
    if (became == full)
      newcomers_.push_back(one);
    return became != kept;
  });
}

std::string live_feed::everything() const {
  const auto& all = traffic_.all();
  const auto as_of = all.track().size() > 0 ? all.until() : started_; // the history's seconds are told by that, too
  return as_event("begin", {{"started", timestamp(started_)},
                            {"version", base::version()},
                            {"time", timestamp(as_of)},
                            {"second", second_},
                            {"latest", last_event_},
                            {"pools", told_pools_.all()},
                            {"backends", told_backends_.all()}});
}

std::string live_feed::changes() {
  ordered_json data{{"second", second_}, {"all", last_step_of(traffic_.all())}};
  const auto add = [&](const char* name, auto rows) {
    if (!rows.empty())
      data[name] = std::move(rows);
  };
  add("pools", told_pools_.take_changes());
  add("gone_pools", told_pools_.take_gone());
  add("backends", told_backends_.take_changes());
  add("gone", told_backends_.take_gone());
  add("events", new_events());
  return as_event("second", data);
}

/// Those that were not told yet, or the last of them.
ordered_json live_feed::new_events() {
  auto rows = ordered_json::array();
  const auto latest = events_.read(0, 0).latest;
  const auto after = std::max(last_event_, latest > most_events ? latest - most_events : 0);
  for (const auto& e : events_.read(after, most_events).events)
    rows.push_back(handlers::shown(*e));
  last_event_ = latest;
  return rows;
}

} // namespace loadex::net::admin
