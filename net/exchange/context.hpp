#pragma once

#include "base/reason.hpp"
#include "config/settings.hpp"
#include "net/exchange/client.hpp"
#include "net/exchange/outcome.hpp"
#include "net/exchange/services.hpp"
#include "net/exchange/workspace.hpp"
#include "net/http/problem.hpp"
#include "net/http/trace_context.hpp"
#include "net/http1/rewrite.hpp"
#include "net/upstream/dispatch.hpp"
#include "observability/request_record.hpp"

#include <cstdint>
#include <string_view>

namespace loadex::net::exchange {

/// What the attempts at one request have in common.
struct context {
  services& shared;
  const config::traffic_settings& settings; // those that hold for it
  const request& asked;
  client& asking;
  workspace& memory;
  upstream::dispatch& way;
  const bool traced;                // the client may know, and asked, who answers
  const request_ids::id request_id; // for a request that brings none; the same for every attempt

  const http::trace_context trace; // that it belongs to

  client::observer& watching; // is told when the client leaves
  observability::request_record& record;

  bool held = true;                                 // all of the body so far is in memory.held
  base::reason upload_failure = base::reason::none; // how the client has broken its own request
  base::reason abandoned = base::reason::none;      // why nobody is there to answer

  bool client_left() const noexcept {
    return abandoned != base::reason::none || asking.left() || upload_failure == base::reason::client_gone;
  }

  /// The request's, as they go to the backend.
  std::string_view trailers() const {
    const auto all = asking.trailers();
    const auto& told = asked.now.told_names;
    if (told.empty() || all.empty())
      return all;
    http1::copy_trailers(all, told, memory.trailers);
    return memory.trailers;
  }

  /// Its request is whole: from now on nothing else would notice that it leaves.
  void watch_client() { asking.watch(&watching); }

  /// Nobody receives the answer.
  outcome gone(base::reason why = base::reason::client_gone) const {
    return {outcome::ending::client_gone, http::status_of(base::reason::client_gone),
            abandoned != base::reason::none ? abandoned : why};
  }
};

/// What a request is refused for whose body ends in this way; none if it ends well.
base::reason failure_of(http::body_piece::kind end) noexcept;

} // namespace loadex::net::exchange
