#pragma once

#include "net/exchange/attempt.hpp"
#include "net/exchange/client.hpp"
#include "net/exchange/context.hpp"
#include "net/exchange/outcome.hpp"
#include "net/exchange/services.hpp"
#include "net/exchange/workspace.hpp"
#include "net/upstream/bound_connection.hpp"
#include "net/upstream/dispatch.hpp"
#include "observability/request_record.hpp"

#include <optional>
#include <string_view>

namespace loadex::net::exchange {

/// One request on its way through: finds a backend, has it attempted there, again where that is safe, until it has been
/// answered or cannot be. Lives on its client's coroutine; confined to the worker's thread.
class exchange final : upstream::asker, client::observer {
public:
  /// `login`: where the connection to the backend is kept that the client is logged in by. `record` is told of the end.
  /// All of these outlive it.
  exchange(services& shared, const request& asked, client& asking, workspace& memory, upstream::bound_connection& login,
           observability::request_record& record);

  awaitable<outcome> run();

  /// Nobody is there to answer any more, and why: breaks off the conversation with the backend. run() then returns
  /// soon.
  void abort(base::reason why);

  /// Notices a client that has gone where nothing else would. Called every second.
  void check_client();

private:
  std::string_view key(config::algorithm which) const override;
  bool is_repeatable() const override;
  bool has_left() const override { return of_.client_left(); }
  void client_left() override { abort(base::reason::client_gone); }

  std::optional<outcome> refuse_at_once();
  void hold_what_is_ready();
  awaitable<base::reason> gain_place();
  void enter(const outcome& before);
  awaitable<io::stream_ptr> connect(outcome& why_not);
  void conclude(const attempt& made, io::stream_ptr backend, const outcome& end);
  bool try_again(const outcome& end);
  outcome without_place(base::reason why, const outcome& before);
  outcome refused(base::reason why);
  void tell_fault(base::reason why);
  outcome told(const outcome& end);

  const request& asked_;
  observability::request_record& record_;
  upstream::dispatch way_;
  context of_;
  upstream::target_ptr entered_; // with which the request is, or was at last
  attempt* under_way_ = nullptr;
  bool fresh_ = false; // the next attempt must not reuse an idle connection
};

} // namespace loadex::net::exchange
