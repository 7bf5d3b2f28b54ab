#include "net/exchange/exchange.hpp"
#include "net/http/trace_context.hpp"
#include "net/http1/framing.hpp"
#include "tests/support/dispatch_fixture.hpp"
#include "tests/support/scripted_client.hpp"

#include <catch2/catch.hpp>

#include <chrono>
#include <optional>
#include <string>
#include <vector>

using namespace loadex;
using namespace loadex::net;
using namespace std::chrono_literals;
using base::reason;
using ending = exchange::outcome::ending;
using kind = http::body_piece::kind;

namespace {

/// A request without a client's connection, in a worker without a network.
struct stage : tests::dispatch_fixture {
  config::settings settings;
  upstream::retry_budget budget{20, 3, steady_clock::now()};
  observability::request_recorder records{metrics.shard(0, "main", "")};
  observability::retry_counters retries;
  limits::client_rates rates{0};
  exchange::request_ids ids;
  exchange::services shared{io.get_executor(), backends, budget, records, retries, "loadex-test", ids};
  exchange::workspace memory{4096};
  upstream::bound_connection login;
  http::client_peer peer{.address = "192.0.2.1"};
  http::client_identity asking{peer.address, peer.bytes};
  http::request_framing framing;
  observability::request_record record;
  tests::scripted_client client{io.get_executor()};
  std::optional<exchange::request> asked;
  std::optional<exchange::exchange> through;
  std::shared_ptr<std::optional<exchange::outcome>> ended;

  explicit stage(int members)
      : dispatch_fixture(members) {}

  /// One that still runs waits for itself alone, and would stay in memory.
  ~stage() {
    if (ended && !ended->has_value())
      through->abort(reason::shutting_down);
    turn();
  }

  /// Asks, with a head and the pieces of the body that are there at once.
  void ask(std::string head, const std::vector<http::body_piece>& pieces = {{kind::end}}) {
    text = std::move(head) + "\r\n";
    std::size_t scanned = 0;
    const auto limits = http1::head_limits_of(settings.limits);
    REQUIRE(http1::read_request_head(text, limits, scanned, memory.request).state ==
            http1::head_result::progress::complete);
    REQUIRE(http1::frame_request(memory.request, framing).state == http1::head_result::progress::complete);
    for (const auto& p : pieces)
      client.give(p.what, p.data);
    asked.emplace(exchange::request{memory.request, framing, peer, asking, settings, settings.admin, rates});
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

  const exchange::outcome& outcome() {
    turn();
    REQUIRE(ended->has_value());
    return **ended;
  }

  std::string text;
};

const std::string get = "GET / HTTP/1.1\r\nHost: a\r\n";
const std::string put = "PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n";
const std::string post = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n";
const std::string post_in_chunks = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n";
const std::string ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi";

std::string body_of(const std::string& message) {
  return message.substr(message.find("\r\n\r\n") + 4);
}

} // namespace

TEST_CASE("an exchange relays what a backend answers, and keeps its connection") {
  stage on(1);
  on.ask(get);
  CHECK(on.told(0).starts_with("GET / HTTP/1.1\r\nHost: a\r\n"));
  on.answer(0, ok);
  CHECK(on.outcome().how == ending::relayed);
  CHECK(on.client.status == 200);
  CHECK(on.client.body == "hi");
  CHECK(on.client.whole);
  CHECK(on.record.status == 200);
  CHECK(on.record.answered_by == on.metrics.shard(0, "main", tests::url(1)).get());
  CHECK_FALSE(on.far(0).ended());
}

TEST_CASE("a body comes in pieces and is framed anew for the backend") {
  struct row {
    const std::string& head;
    std::string_view forwarded;
  };
  for (const auto& r : {row{post, "abcd"}, row{post_in_chunks, "2\r\nab\r\n2\r\ncd\r\n0\r\n\r\n"}}) {
    CAPTURE(r.head);
    stage on(1);
    on.ask(r.head, {{kind::data, "ab"}});
    CHECK_FALSE(on.ended->has_value());
    on.client.give(kind::data, "cd");
    on.client.give(kind::end);
    CHECK(body_of(on.told(0)) == r.forwarded);
    on.answer(0, ok);
    CHECK(on.outcome().how == ending::relayed);
  }
}

TEST_CASE("an answer that comes before the body's end is relayed, and the connection is not kept") {
  stage on(1);
  on.ask(post, {{kind::data, "ab"}});
  on.answer(0, "HTTP/1.1 413 Content Too Large\r\nContent-Length: 0\r\n\r\n");
  CHECK(on.outcome().how == ending::relayed);
  CHECK(on.client.status == 413);
  on.told(0);
  CHECK(on.far(0).ended());
}

TEST_CASE("interim answers go on at once") {
  stage on(1);
  on.ask(get);
  on.answer(0, "HTTP/1.1 103 Early Hints\r\nLink: <a>\r\n\r\n");
  CHECK(on.client.interim_statuses == std::vector<unsigned>{103});
  CHECK(on.client.status == 0);
  on.answer(0, ok);
  CHECK(on.outcome().status == 200);
}

TEST_CASE("what fails at one backend is repeated at another where that is safe") {
  struct row {
    const char* why;
    const std::string& head;
    std::vector<http::body_piece> body;
    std::optional<reason> connect; // how the first connect ends
    unsigned status;               // 200: the second backend has answered
    reason refused;
  };
  const std::vector<http::body_piece> none{{kind::end}};
  const std::vector<http::body_piece> four{{kind::data, "abcd"}, {kind::end}};
  const row rows[] = {
      {"nothing was sent", post, four, reason::connect_refused, 200, reason::none},
      {"nobody answered in time", get, none, reason::connect_timeout, 200, reason::none},
      {"a GET may be repeated", get, none, std::nullopt, 200, reason::none},
      {"a PUT whose body is held may, too", put, four, std::nullopt, 200, reason::none},
      {"a POST may not", post, four, std::nullopt, 502, reason::reset},
  };
  for (const auto& r : rows) {
    CAPTURE(r.why);
    stage on(2);
    std::size_t second = 0;
    if (r.connect) {
      on.connects = {*r.connect};
      on.ask(r.head, r.body);
    } else {
      on.ask(r.head, r.body);
      on.told(0);
      on.far(0).close(); // with the request and without an answer
      on.turn();
      second = 1;
    }
    if (r.status == 200) {
      const auto again = on.told(second);
      CHECK(again.find("Host: a") != std::string::npos);
      CHECK(body_of(again) == (r.body.size() > 1 ? "abcd" : ""));
      on.answer(second, ok);
    }
    CHECK(on.outcome().status == r.status);
    CHECK(on.outcome().why == r.refused);
    CHECK(on.failures(1, r.connect.value_or(reason::reset)) == 1);
  }
}

TEST_CASE("what no backend can answer is refused, and says why") {
  struct row {
    const char* what;
    int backends;
    std::string head;
    std::vector<http::body_piece> body;
    std::string_view answer; // of the first backend, if one is asked
    unsigned status;
    reason why;
  };
  const row rows[] = {
      {"nobody is there", 0, get, {{kind::end}}, "", 502, reason::no_backend},
      {"it has been here before", 1, get + "CDN-Loop: loadex-test\r\n", {{kind::end}}, "", 508, reason::loop_detected},
      {"the body is too long", 1, post, {{kind::too_long}}, "", 413, reason::body_too_large},
      {"the body is broken", 1, post_in_chunks, {{kind::malformed}}, "", 400, reason::malformed_request},
      {"the answer is no HTTP", 1, get, {{kind::end}}, "what?\r\n\r\n", 502, reason::malformed_response},
      {"nobody asked for a tunnel",
       1,
       get,
       {{kind::end}},
       "HTTP/1.1 101 Go\r\nUpgrade: x\r\n\r\n",
       502,
       reason::malformed_response},
  };
  for (const auto& r : rows) {
    CAPTURE(r.what);
    stage on(r.backends);
    on.ask(r.head, r.body);
    if (!r.answer.empty())
      on.answer(0, r.answer);
    CHECK(on.outcome().how == ending::refused);
    CHECK(on.outcome().status == r.status);
    CHECK(on.outcome().why == r.why);
    CHECK(on.client.status == 0); // the client is told by whoever asked for the exchange
  }
}

TEST_CASE("an answer that breaks off is cut off, and told as the backend's fault") {
  stage on(1);
  on.ask(get);
  on.answer(0, "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf");
  on.told(0);
  on.far(0).close();
  CHECK(on.outcome().how == ending::cut_off);
  CHECK(on.outcome().why == reason::reset);
  CHECK(on.client.body == "half");
  CHECK_FALSE(on.client.whole);
  CHECK(on.failures(1, reason::reset) == 1);
  CHECK(on.record.failed == reason::none); // it has been told already
}

TEST_CASE("a client that leaves ends the conversation with the backend at once") {
  stage on(1);
  on.ask(get);
  on.told(0);
  on.client.leave();
  CHECK(on.outcome().how == ending::client_gone);
  CHECK(on.record.failed == reason::client_gone);
  CHECK(on.record.with == on.metrics.shard(0, "main", tests::url(1)).get());
  on.told(0);
  CHECK(on.far(0).ended());
}

TEST_CASE("a client that takes no answer has gone") {
  stage on(1);
  on.ask(get);
  on.client.break_off();
  on.answer(0, ok);
  CHECK(on.outcome().how == ending::client_gone);
  CHECK(on.outcome().status == 499);
}

TEST_CASE("a body that breaks off in the middle is the client's doing") {
  stage on(1);
  on.ask(post, {{kind::data, "ab"}});
  on.told(0);
  on.client.give(kind::malformed);
  CHECK(on.outcome().how == ending::refused);
  CHECK(on.outcome().status == 400);
  CHECK(on.record.failed == reason::malformed_request);
  CHECK(on.available().size() == 1);
}

TEST_CASE("a shutdown ends an exchange, and says that it was one") {
  stage on(1);
  on.ask(get);
  on.told(0);
  on.through->abort(reason::shutting_down);
  CHECK(on.outcome().how == ending::client_gone);
  CHECK(on.outcome().why == reason::shutting_down);
}

TEST_CASE("an answer may go on for longer behind an upload than a peer may take nothing of that") {
  stage on(1);
  on.settings.proxy.idle_timeout = 1s;
  on.ask(post, {{kind::data, "ab"}});
  on.client.give(kind::data, "cd");
  on.client.give(kind::end);
  on.told(0);
  on.answer(0, "HTTP/1.1 200 OK\r\nContent-Length: 16\r\n\r\n");
  for (int piece = 0; piece < 16; ++piece) {
    on.io.restart();
    on.io.run_for(100ms); // that a slow answer takes: together more than the second
    on.answer(0, "x");
  }
  CHECK(on.outcome().how == ending::relayed);
  CHECK(on.client.body == std::string(16, 'x'));
}

namespace {

const std::string trace_line = "traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01\r\n";
const std::string broken_trace = "traceparent: 00-0\r\ntracestate: a=b\r\n";

/// The traceparent that the backend of that connection has been told.
std::string trace_told(const std::string& told) {
  const std::string name = "traceparent: ";
  const auto at = told.find(name);
  return at == std::string::npos ? "" : told.substr(at + name.size(), 55);
}

} // namespace

TEST_CASE("a request's trace is passed on as it came, and none is started unless that is wanted") {
  for (const auto what : {config::trace_start::pass, config::trace_start::start}) {
    stage on(1);
    on.settings.proxy.traceparent = what;
    on.ask(get + trace_line + "tracestate: a=b\r\n");
    const auto told = on.told(0);
    CHECK(told.find(trace_line) != std::string::npos);
    CHECK(told.find("tracestate: a=b\r\n") != std::string::npos);
    CHECK("traceparent: " + std::string(on.record.traceparent) + "\r\n" == trace_line);
  }
  stage on(1);
  on.ask(get + "tracestate: a=b\r\n");
  CHECK(trace_told(on.told(0)).empty());
  CHECK(on.record.traceparent.empty());
}

TEST_CASE("a trace that cannot be understood goes no further") {
  stage on(1);
  on.ask(get + broken_trace);
  CHECK(on.told(0).find("trace") == std::string::npos);
  CHECK(on.record.traceparent.empty());
}

TEST_CASE("a trace is started where there is none that can be understood, the same for every attempt") {
  std::vector<std::string> started;
  for (const auto& brought : {std::string(), broken_trace, std::string("tracestate: a=b\r\n")}) {
    stage on(2);
    on.settings.proxy.traceparent = config::trace_start::start;
    on.ask(get + brought);
    const auto told = on.told(0);
    const auto trace = started.emplace_back(trace_told(told));
    CHECK(http::is_traceparent(trace));
    CHECK(trace.ends_with("-01"));
    CHECK(told.find("tracestate") == std::string::npos);
    CHECK(on.record.traceparent == trace);
    on.far(0).close();
    CHECK(trace_told(on.told(1)) == trace);
  }
  CHECK(started[0] != started[1]);
}

TEST_CASE("an exchange records which attempts there were, at whom and how long it took") {
  stage on(2);
  on.ask(get);
  on.told(0);
  on.far(0).close();
  on.told(1);
  CHECK(on.record.answered == observability::request_record::time());
  on.answer(1, ok);
  CHECK(on.outcome().how == ending::relayed);
  CHECK(on.record.attempts == 2);
  CHECK(on.record.backend == on.connections[1].backend);
  CHECK(on.record.why == reason::none);
  CHECK(on.record.answered > observability::request_record::time());
  CHECK(on.record.answered <= on.record.ended);
  CHECK(on.record.connecting.count() > 0);
  CHECK(on.record.queued.count() == 0);
  CHECK(on.record.request_id.size() == 32);
}

TEST_CASE("what an exchange does with a backend's connections is counted there") {
  stage on(2);
  const auto ask_once = [&] {
    on.ask(get);
    on.answer(0, ok);
    CHECK(on.outcome().how == ending::relayed);
  };
  on.connects = {reason::none, reason::connect_refused}; // of the second backend, the first time
  on.ask(get);
  const auto sent = on.told(0);
  on.answer(0, ok);
  CHECK(on.outcome().how == ending::relayed);
  const auto first = on.metrics.shard(0, "main", tests::url(1));
  CHECK(first->connect.count() == 1);
  CHECK(first->reused.value() == 0);
  CHECK(first->idle.value() == 1);
  CHECK(first->first_byte.count() == 1);
  CHECK(first->sent.value() == sent.size());
  CHECK(first->received.value() == ok.size());
  CHECK(first->repeated.value() == 0);

  ask_once(); // cannot be connected at the second, so it comes back
  const auto second = on.metrics.shard(0, "main", tests::url(2));
  CHECK(second->repeated.value() == 1);
  CHECK(second->connect.count() == 0);
  CHECK(second->first_byte.count() == 0);
  CHECK(first->connect.count() == 1);
  CHECK(first->reused.value() == 1);
  CHECK(first->idle.value() == 1);
  CHECK(first->received.value() == 2 * ok.size());

  on.far(0).close();
  on.turn();
  CHECK(first->idle.value() == 0);
}

TEST_CASE("the time until an answer begins counts from the attempt's begin, the connect included") {
  stage on(1);
  on.ask(get);
  CHECK(on.record.tried <= on.connected);
  on.answer(0, ok);
  CHECK(on.outcome().how == ending::relayed);
  observability::backend_durations::totals sums;
  on.metrics.shard(0, "main", tests::url(1))->first_byte.add_to(sums);
  CHECK(std::chrono::nanoseconds(sums.nanoseconds) == on.record.answered - on.record.tried);
}

TEST_CASE("an exchange records why its request failed, by whosever fault") {
  stage on(1);
  on.ask(get);
  on.answer(0, "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n");
  CHECK(on.outcome().how == ending::refused);
  CHECK(on.record.why == reason::malformed_response);
  CHECK(on.record.backend == on.connections[0].backend);
}
