#pragma once

#include "actors/pool.hpp"
#include "apps/loadbalancer/daemon/configuration_source.hpp"
#include "apps/loadbalancer/daemon/errands.hpp"
#include "apps/loadbalancer/daemon/reloader.hpp"
#include "config/settings.hpp"
#include "config/snapshot.hpp"
#include "net/admin/configuration.hpp"
#include "observability/events/event_log.hpp"
#include "observability/reload_counters.hpp"

#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace loadex {

/// Whoever reads and writes the configuration of the process, one thing after another.
class configurator final : public net::admin::configuration {
public:
  /// What it goes by; on the thread of the errands.
  struct means {
    /// As daemon::adopt().
    std::function<config::succession(const config::settings&, const observability::asker&)> adopt;
    std::function<std::vector<actors::pool_ptr>()> pools;
    /// As reloader::means has them.
    std::function<void()> reload_begins;
    std::function<void()> reload_ends;
  };

  /// `first`: what the process begins with. What is asked is done `on` errands.
  configurator(config::snapshot_ptr first, configuration_source from, means by, errands& on,
               observability::reload_counters& counted, observability::event_log& events);

  config::snapshot_ptr now() const override;
  std::string id_of_file() const override;
  const std::string& file() const override { return from_.file; }
  void plan(std::string text, actors::reply_slot<net::admin::or_denial<net::admin::configuration_plan>> reply) override;
  void reload(observability::asker by, net::admin::precondition known,
              actors::reply_slot<reloader::result> reply) override;
  void save(observability::asker by, net::admin::precondition known,
            actors::reply_slot<net::admin::or_denial<net::admin::configuration_saved>> reply) override;
  std::optional<net::admin::reload_ending> latest_reload() const override { return reloader_.latest(); }

private:
  using planned = net::admin::or_denial<net::admin::configuration_plan>;
  using saved = net::admin::or_denial<net::admin::configuration_saved>;

  config::succession adopt(const config::settings& wanted, const observability::asker& by);
  std::string tag_with(const std::vector<actors::settings_in_force>& live) const;
  planned plan_now(const std::string& text) const;
  saved save_now(const observability::asker& by, const net::admin::precondition& known);

  const configuration_source from_;
  const means by_;
  observability::event_log& events_;
  mutable std::mutex mutex_; // guards now_ and id_of_file_
  config::snapshot_ptr now_;
  std::string id_of_file_;
  errands& errands_;
  reloader reloader_;
};

} // namespace loadex
