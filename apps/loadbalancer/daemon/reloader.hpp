#pragma once

#include "actors/runtime/reply_slot.hpp"
#include "apps/loadbalancer/daemon/errands.hpp"
#include "config/settings.hpp"
#include "config/snapshot.hpp"
#include "net/admin/configuration.hpp"
#include "observability/events/event_log.hpp"
#include "observability/reload_counters.hpp"

#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace loadex {

/// Reads the configuration again and has what can follow do so, as an errand.
class reloader {
public:
  /// What it goes by; on the thread of the errands.
  struct means {
    /// The configuration as it is written now. @throws config::invalid_configuration
    std::function<config::settings()> read;
    /// Has it hold, as daemon::adopt().
    std::function<config::succession(const config::settings&, const observability::asker&)> adopt;
    /// As net::admin::tag_of() what is in force.
    std::function<std::string()> tag;
    /// It begins, and has ended whatever came of it.
    std::function<void()> begins = [] {};
    std::function<void()> ends = [] {};
  };

  using result = net::admin::or_denial<net::admin::configuration_adopted>;

  struct order {
    observability::asker by{};
    net::admin::precondition known{}; // none: whatever is in force
    actors::reply_slot<result> reply{};
  };

  reloader(errands& on, means by, observability::reload_counters& counted, observability::event_log& events);

  /// Asks for one. Whoever asks while another has yet to begin shares it, and gets the answer of that. Any thread.
  void ask(order what);

  /// How the latest has ended; nothing if there was none. Any thread.
  std::optional<net::admin::reload_ending> latest() const;

private:
  using batch = std::vector<order>;

  void reload(batch& asked);
  void drop_unknowing(batch& asked);
  result attempt(const observability::asker& by);
  result adopted(const config::succession& done, const std::string& id_before, const observability::asker& by);
  result refused(std::vector<std::string> problems, const observability::asker& by);
  void note(net::admin::reload_ending ending);

  errands& on_;
  const means by_;
  observability::reload_counters& counted_;
  observability::event_log& events_;
  mutable std::mutex mutex_;  // guards next_ and what is there, and latest_
  std::weak_ptr<batch> next_; // that has yet to begin; its errand owns it
  std::optional<net::admin::reload_ending> latest_;
};

} // namespace loadex
