#pragma once

#include "actors/messages/strategy.hpp"
#include "actors/pool/pool_view.hpp"
#include "actors/runtime/worker_mailroom.hpp"
#include "config/algorithm.hpp"
#include "net/io/address_book.hpp"
#include "net/io/later.hpp"
#include "net/upstream/target.hpp"
#include "observability/metrics/request_metrics.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace loadex::net::upstream {

/// Makes a fresh connection to a backend, or says why there is none.
using connector = std::function<awaitable<io::connected>(target& to, executor on, steady_clock::time_point until,
                                                         io::connect_canceller& canceller)>;

/// Over TCP, to the addresses that its name has now.
awaitable<io::connected> connect_by_address(target& to, executor on, steady_clock::time_point until,
                                            io::connect_canceller& canceller);

/// Where the requests of one worker to one pool are counted.
struct counted_at {
  observability::request_metrics& by;
  std::size_t worker = 0;
  std::string pool{};
};

/// One worker's way to the actors of one pool: asks its strategy actor for targets, tells the backend actors what
/// became of them, and keeps an upstream for every backend of the newest view. Confined to the worker's thread.
class dispatcher {
public:
  /// `mailroom` and `idle`, how many idle connections may still be kept, are the worker's, for all pools.
  dispatcher(executor on, actors::worker_mailroom& mailroom, actors::strategy_actor strategy,
             io::address_book& addresses, counted_at counted, idle_allowance& idle,
             connector connect = connect_by_address);

  /// Takes over a newly published view.
  void adopt(actors::pool_view_ptr view);

  /// The newest view.
  const actors::pool_view_ptr& view() const noexcept { return view_; }

  /// The one in force.
  config::algorithm algorithm() const noexcept { return view_->plan.which; }

  /// The next target for a request (see balancing::query); null if no backend is available that has not been tried.
  struct wish {
    std::string_view key{};
    std::uint64_t affinity = 0;
    std::span<const actors::balancing::backend_id> tried{};
    bool repeatable = true;
  };
  target_ptr pick(const wish& what);

  /// As the newest view offers `u`; null if it does not.
  const actors::balancing::candidate* offer_of(const target& u) const noexcept {
    const auto place = place_of(u);
    return place == not_offered ? nullptr : &view_->plan.all[place];
  }

  /// Whether a request must ask the backend actor of `u` for a place (see balancing::candidate); of one that is not on
  /// offer, whether it had to when it was.
  bool is_gated(target& u) const noexcept;

  /// Asks the actor of a gated backend; what it grants counts as opened().
  void ask_for_place(target& u, actors::request_place asked);

  /// That request waits no more: its reply slot is dropped, if it has not been answered.
  void leave_queue(target& u, const void* asker);

  /// How the trial of a backend went that has been ejected.
  void tell_trial(target& u, actors::trial_result result);

  /// A request begins or has ended at `u`: noted here, told to its actor at the end of this loop turn.
  void opened(target& u);
  void closed(target& u);

  /// The response began so long after the request was sent, or had not begun by then. Told with whatever is next to be
  /// told of `u`, its end at the latest: a message of its own would cost too much.
  void timed(target& u, steady_clock::duration latency);

  /// How the request ended, besides closed().
  void succeeded(target& u);
  void failed(target& u, base::reason why, bool could_not_connect);

  /// Tells the actors everything now.
  void flush();

  /// A fresh connection to `u`.
  awaitable<io::connected> connect(target& u, steady_clock::time_point until, io::connect_canceller& canceller) {
    return connect_(u, on_, until, canceller);
  }

  executor get_executor() const noexcept { return on_; }

  /// So many idle connections may be kept to one backend, from now on.
  void keep_idle(std::size_t most_of_each) noexcept { most_idle_of_each_ = most_of_each; }

  /// Keeps a connection to `u`, whose last message ended cleanly, for another request.
  void put_idle(target& u, io::stream_ptr stream, steady_clock::time_point now) {
    u.put_idle(std::move(stream), now, most_idle_of_each_);
  }

  /// Closes connections that have been idle since before `since`.
  void close_idle(steady_clock::time_point since);

  /// Closes all that are idle at the backend with those addresses. Returns how many they were.
  std::size_t close_idle(const io::address_entry& at, steady_clock::time_point none_until);

  /// Looks up the backend's name again: it could not be reached.
  void refresh_addresses(target& u) { addresses_.refresh(u.addresses()); }

  /// No more picks: idle connections are closed, those of logins too, and the strategy actor is let go. What has been
  /// posted before may still come: this must live until then.
  void stop();

private:
  static constexpr std::size_t not_offered = static_cast<std::size_t>(-1);

  /// Index of `u` in the candidates of the newest view, or not_offered.
  std::size_t place_of(const target& u) const noexcept {
    return u.member == target::no_member ? not_offered : places_[u.member];
  }
  void adopt_changes(const actors::pool_view& view);
  void adopt_members(const actors::pool_view& view);
  void let_go();
  void sweep();
  void note(target& u);
  void count(target& u, int requests);

  executor on_;
  actors::worker_mailroom& mailroom_;
  actors::strategy_actor strategy_;
  io::address_book& addresses_;
  const counted_at counted_;
  const connector connect_;
  io::later telling_; // of what is unsent
  std::size_t most_idle_of_each_ = 0;
  idle_allowance& idle_;
  actors::pool_view_ptr view_;
  std::vector<target_ptr> upstreams_; // by index in the view's members; null until there is a request for it
  std::vector<std::size_t> places_;   // of the members in the view's candidates, or not_offered
  std::vector<target_ptr> former_;    // empty: its memory is used again, since to get so much at once may take long
  std::size_t swept_ = 0;             // members that sweep() has been at
  std::vector<target_ptr> left_;      // of backends that are no members any more
  std::vector<std::int32_t> unsent_;  // opened minus closed, by index in the view's candidates
  std::int64_t unsent_in_all_ = 0;
  std::vector<target_ptr> to_tell_; // upstreams with something unsent
};

} // namespace loadex::net::upstream
