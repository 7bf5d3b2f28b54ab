#pragma once

#include "actors/backend/prober.hpp"
#include "config/settings.hpp"
#include "net/http1/head_reader.hpp"
#include "net/io/address_book.hpp"
#include "net/io/connect.hpp"
#include "net/io/own_addresses.hpp"
#include "net/io/types.hpp"
#include "net/tls/client.hpp"

#include <chrono>
#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

namespace loadex::net::probe {

/// Probes backends from the control thread, each on a fresh connection and none waiting for another. A backend that
/// would be us is not asked: whatever we forwarded to it would come back.
///
/// A backend that serves one connection at a time does not answer while one of ours is kept idle there. So when a probe
/// times out those are closed, and if there were any, it asks once more; meanwhile none are kept.
class prober final : public actors::prober {
public:
  /// Somebody who keeps idle connections: closes those to a backend, keeps none for a while and calls `closed` with
  /// their number, on any thread; drops it uncalled if he stops.
  using idle_keeper = std::function<void(const std::shared_ptr<io::address_entry>& to,
                                         std::chrono::milliseconds none_for, std::function<void(std::size_t)> closed)>;

  /// How TLS is spoken with the backends of each pool, by its name.
  using of_pools = std::map<std::string, tls::client_ptr>;

  /// `own`: the addresses that are ours; `heads`: how large those of the answers may be.
  prober(asio::io_context& control, io::address_book& book, const io::own_addresses& own,
         const http1::head_limits& heads, const of_pools& secured = {});

  ~prober() override;

  /// Heads may be so large from now on. Any thread.
  void adopt(const http1::head_limits& heads);

  /// Before the control thread runs.
  void add_idle_keeper(idle_keeper keeper) { keepers_.push_back(std::move(keeper)); }

  /// Has it be spoken so from now on. Any thread.
  void adopt(const of_pools& secured);

  actors::prober& of_pool(const std::string& name) override;

  std::shared_ptr<const void> hold(const config::backend_url& backend) override { return book_.entry(backend); }

  /// As if no pool's.
  void probe(const config::backend_url& backend, const config::health_settings& how, callback done) override;

private:
  class of_one_pool;

  /// Whom to ask, and how.
  struct question {
    config::backend_url backend;
    config::health_settings how;
    tls::client_ptr secured;
  };

  void begin(question what, callback done);
  awaitable<actors::probe_verdict> run(question what);
  static awaitable<io::connected> secure(const question& what, io::connected reached, steady_clock::time_point until);
  awaitable<actors::probe_verdict> ask(const question& what, std::shared_ptr<io::address_entry> entry);
  awaitable<bool> close_idle(std::shared_ptr<io::address_entry> to, std::chrono::milliseconds time);

  executor control_;
  io::address_book& book_;
  const io::own_addresses& own_;
  http1::head_limits heads_;
  std::vector<idle_keeper> keepers_;
  std::mutex mutex_; // guards what follows
  std::map<std::string, std::unique_ptr<of_one_pool>> pools_;
};

} // namespace loadex::net::probe
