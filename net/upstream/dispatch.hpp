#pragma once

#include "base/reason.hpp"
#include "config/settings.hpp"
#include "net/io/connect.hpp"
#include "net/io/deadline.hpp"
#include "net/io/stream.hpp"
#include "net/upstream/admission.hpp"
#include "net/upstream/bound_connection.hpp"
#include "net/upstream/dispatcher.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace loadex::net::upstream {

/// Who wants a backend, as far as the choice depends on it.
class asker {
public:
  /// What the hash algorithm `which` goes by; empty if it does not hash or there is nothing of the kind.
  virtual std::string_view key(config::algorithm which) const = 0;

  /// Whether what fails at one backend may be sent to another.
  virtual bool is_repeatable() const = 0;

  /// Whether nobody waits any more.
  virtual bool has_left() const = 0;

protected:
  ~asker() = default;
};

/// One request's way to a backend, and perhaps to the next: chooses, waits for a place, connects or reuses, and tells
/// the backend's actor what became of it. Knows nothing of what is said there. Confined to the worker's thread.
class dispatch {
public:
  /// `affinity`: the tag of the backend that the client is to stay with; 0: none. All but it outlive this.
  dispatch(dispatcher& by, const asker& whom, std::uint64_t affinity, bound_connection& bound)
      : by_(by)
      , whom_(whom)
      , affinity_(affinity)
      , bound_(bound) {}
  dispatch(const dispatch&) = delete;
  dispatch& operator=(const dispatch&) = delete;

  // ---- choose ----

  /// Chooses the first target: where the client's login holds, else whom the strategy picks. False if nobody is
  /// available.
  bool begin();

  /// Chooses the next one. False if nobody is left; then the target stays.
  bool move_on();

  /// The attempt at the target has failed: it is not chosen again. Returns whether it was the first one there.
  bool note_failure();

  /// Backends at which an attempt has failed.
  unsigned backends_tried() const noexcept { return backends_tried_; }

  target& at() const noexcept { return *target_; }

  /// The tag of the backend that the client is to stay with; 0: none.
  std::uint64_t affinity() const noexcept { return affinity_; }

  // ---- wait for a place ----

  /// Whether the target lets nobody in unasked.
  bool must_ask() const noexcept { return by_.is_gated(*target_); }

  /// Waits for a place at the target until `until`, over which `deadline` watches; if it takes nobody, at another.
  /// Returns why there is none to be had; `none` if there is.
  awaitable<base::reason> gain_place(io::deadline& deadline, steady_clock::time_point until);

  // ---- connect or reuse ----

  /// The request counts as being with the target, until leave() or the end of this.
  void enter();
  void leave();

  /// A kept connection to the target that can be used: the client's own, else the newest idle one; null if there is
  /// none.
  io::stream_ptr reuse();

  /// A fresh one, or why there is none: what became of it has been told.
  awaitable<io::connected> connect(steady_clock::time_point until);

  /// Keeps `stream`, whose last message ended cleanly at `now`, for others; or for the client alone, if its login holds
  /// for it.
  void keep(io::stream_ptr stream, bool for_client_alone, steady_clock::time_point now);

  /// Whether the connection in use was kept for the client alone.
  bool is_bound() const noexcept { return is_bound_; }

  // ---- report ----

  /// An answer has begun, so long `after` the question if that is known; `fault` is what is wrong with it already.
  void answered(base::reason fault, std::optional<steady_clock::duration> after);

  /// No answer has come within that time.
  void timed_out(steady_clock::duration after) { by_.timed(*target_, after); }

  /// The conversation has ended; of `fault` only what is one of the backend counts.
  void ended(base::reason fault);

  /// Ends the wait or the connect that is under way: nobody wants it any more.
  void abort();

private:
  /// Counts a request as open at a backend for as long as it lives, on every path out.
  class lease {
  public:
    /// `counted`: the backend's actor has done so already.
    lease(dispatcher& by, target& at, bool counted)
        : by_(by)
        , at_(at) {
      if (!counted)
        by_.opened(at_);
    }
    lease(const lease&) = delete;
    lease& operator=(const lease&) = delete;
    ~lease() { by_.closed(at_); }

  private:
    dispatcher& by_;
    target& at_;
  };

  target_ptr pick() const;
  void exclude_target();
  void conclude_trial(actors::trial_result::outcome how, base::reason why);

  dispatcher& by_;
  const asker& whom_;
  const std::uint64_t affinity_;
  bound_connection& bound_;
  target_ptr target_;
  bool is_bound_ = false;
  std::array<actors::balancing::backend_id, config::most_excluded> excluded_{}; // not to be chosen again
  std::size_t excluded_count_ = 0;
  unsigned backends_tried_ = 0;
  std::optional<admission> admission_; // to the target, if it is gated
  std::optional<lease> lease_;
  io::connect_canceller connecting_;
};

} // namespace loadex::net::upstream
