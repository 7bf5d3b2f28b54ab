#pragma once

#include "net/exchange/exchange.hpp"
#include "net/http1/framing.hpp"
#include "net/http1/head_reader.hpp"
#include "tests/support/dispatch_fixture.hpp"
#include "tests/support/scripted_client.hpp"

#include <catch2/catch.hpp>

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace loadex::tests {

/// A request without a client's connection, in a worker without a network.
struct exchange_stage : dispatch_fixture {
  config::settings settings;
  config::snapshot now;
  net::upstream::retry_budget budget{20, 3, net::steady_clock::now()};
  observability::request_recorder records{metrics.shard(0, "main", "")};
  observability::retry_counters retries;
  net::limits::client_rates rates{0};
  net::exchange::request_ids ids;
  net::io::pipe_stock pipes{0};
  net::exchange::services shared{io.get_executor(), backends, budget, records, retries, "loadex-test", ids, pipes};
  net::exchange::workspace memory{4096};
  net::upstream::bound_connection login;
  net::http::client_peer peer{.address = "192.0.2.1"};
  net::http::client_identity asking{peer.address, peer.bytes};
  net::http::request_framing framing;
  observability::request_record record;
  scripted_client client{io.get_executor()};
  std::optional<net::exchange::request> asked;
  std::optional<net::exchange::exchange> through;
  std::shared_ptr<std::optional<net::exchange::outcome>> ended;

  explicit exchange_stage(int members)
      : dispatch_fixture(members) {}

  /// One that still runs waits for itself alone, and would stay in memory.
  ~exchange_stage() {
    if (ended && !ended->has_value())
      through->abort(base::reason::shutting_down);
    turn();
  }

  /// Asks, with a head and the pieces of the body that are there at once.
  void ask(std::string head, const std::vector<net::http::body_piece>& pieces = {{net::http::body_piece::kind::end}}) {
    text = std::move(head) + "\r\n";
    std::size_t scanned = 0;
    const auto limits = net::http1::head_limits_of(settings.limits);
    REQUIRE(net::http1::read_request_head(text, limits, scanned, memory.request).state ==
            net::http1::head_result::progress::complete);
    REQUIRE(net::http1::frame_request(memory.request, framing).state == net::http1::head_result::progress::complete);
    for (const auto& p : pieces)
      client.give(p.what, p.data);
    now.all.admin = settings.admin;
    asked.emplace(net::exchange::request{memory.request, framing, peer, asking, settings, now, rates});
    through.emplace(shared, *asked, client, memory, login, record);
    ended = start(through->run());
  }

  /// What the backend of that connection has been told so far.
  std::string told(std::size_t connection) {
    turn();
    return far(connection).read();
  }

  void answer(std::size_t connection, std::string_view bytes) {
    far(connection).write(bytes);
    turn();
  }

  const net::exchange::outcome& outcome() {
    turn();
    REQUIRE(ended->has_value());
    return **ended;
  }

  std::string text;
};

inline const std::string get = "GET / HTTP/1.1\r\nHost: a\r\n";
inline const std::string put = "PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n";
inline const std::string post = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n";
inline const std::string post_in_chunks = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n";
inline const std::string ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi";

} // namespace loadex::tests
