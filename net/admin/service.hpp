#pragma once

#include "net/admin/route.hpp"
#include "net/admin/route_table.hpp"
#include "net/limits/wrong_tokens.hpp"

#include <atomic>
#include <bitset>
#include <optional>
#include <span>
#include <string_view>
#include <utility>
#include <variant>

/// The addresses that Loadex answers itself.
namespace loadex::net::admin {

/// Answers on the worker that the request came to; what takes long runs on the control thread. Shared by all workers.
class service {
public:
  explicit service(const surroundings& around, std::span<const route> routes = route_table());

  /// Whether `target` is one of ours where a listener has ours, and not a backend's. This runs for each request: the
  /// byte behind the slash tells most apart.
  bool owns(std::string_view target, const config::admin_settings& how) const noexcept {
    return target.size() > 1 && first_letters_[static_cast<unsigned char>(target[1])] && is_ours(target, how);
  }

  /// The row whose handler is to answer `asked`, or what is said to one that gets none.
  std::variant<const route*, http::own_response> find(const request& asked, const config::admin_settings& how) const;

  /// What is said instead of a change while changes are held: to be asked once the body is there, which may take long.
  std::optional<http::own_response> held(const route& row, const request& asked) const;

  /// Has `asked` answered by the handler of the row that was found for it. `pools` and `asked` outlive this.
  awaitable<answer> respond(const route& row, const request& asked, executor on, const pool_directory& pools) const;

  /// Bodies of more than the usual size that may be taken at a time: they are kept whole.
  static constexpr int most_large_bodies = 4;

  /// Room for such a body, for as long as this lives.
  class room {
  public:
    explicit room(std::atomic<int>* taken) noexcept
        : taken_(taken) {}
    room(room&& other) noexcept
        : taken_(std::exchange(other.taken_, nullptr)) {}
    room& operator=(room&&) = delete;
    ~room() {
      if (taken_ != nullptr)
        taken_->fetch_sub(1, std::memory_order_relaxed);
    }

  private:
    std::atomic<int>* taken_; // null: it needs none
  };

  /// Room for the body that the row takes; nothing if there is none.
  std::optional<room> room_for(const route& row) const noexcept;

  /// Whether traffic is welcome: what /readyz says. Any thread.
  void set_ready(bool ready) noexcept { ready_.store(ready, std::memory_order_relaxed); }

  /// What would change something is refused from now on, or no more: it would be lost. Any thread.
  void hold_changes(bool held) noexcept { changes_held_.store(held, std::memory_order_relaxed); }

private:
  bool is_ours(std::string_view target, const config::admin_settings& how) const noexcept;
  std::optional<http::own_response> turn_away(const route* row, const request& asked,
                                              const config::admin_settings& how) const;

  const surroundings around_;
  const std::span<const route> routes_;
  std::bitset<256> first_letters_; // of the paths that are ours
  std::atomic<bool> ready_{false};
  std::atomic<bool> changes_held_{false};
  mutable std::atomic<int> large_bodies_{0};
  mutable limits::wrong_tokens wrong_tokens_;
};

} // namespace loadex::net::admin
