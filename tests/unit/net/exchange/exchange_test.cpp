#include "net/exchange/exchange.hpp"
#include "net/http/trace_context.hpp"
#include "net/http1/framing.hpp"
#include "tests/support/exchange_stage.hpp"

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
using tests::exchange_stage;
using tests::get;
using tests::ok;
using tests::post;
using tests::post_in_chunks;
using tests::put;

namespace {

std::string body_of(const std::string& message) {
  return message.substr(message.find("\r\n\r\n") + 4);
}

} // namespace

TEST_CASE("an exchange relays what a backend answers, and keeps its connection") {
  exchange_stage on(1);
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
    exchange_stage on(1);
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
  exchange_stage on(1);
  on.ask(post, {{kind::data, "ab"}});
  on.answer(0, "HTTP/1.1 413 Content Too Large\r\nContent-Length: 0\r\n\r\n");
  CHECK(on.outcome().how == ending::relayed);
  CHECK(on.client.status == 413);
  on.told(0);
  CHECK(on.far(0).ended());
}

TEST_CASE("interim answers go on at once") {
  exchange_stage on(1);
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
    exchange_stage on(2);
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
    exchange_stage on(r.backends);
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
  exchange_stage on(1);
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
  exchange_stage on(1);
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
  exchange_stage on(1);
  on.ask(get);
  on.client.break_off();
  on.answer(0, ok);
  CHECK(on.outcome().how == ending::client_gone);
  CHECK(on.outcome().status == 499);
}

TEST_CASE("a body that breaks off in the middle is the client's doing") {
  exchange_stage on(1);
  on.ask(post, {{kind::data, "ab"}});
  on.told(0);
  on.client.give(kind::malformed);
  CHECK(on.outcome().how == ending::refused);
  CHECK(on.outcome().status == 400);
  CHECK(on.record.failed == reason::malformed_request);
  CHECK(on.available().size() == 1);
}

TEST_CASE("a shutdown ends an exchange, and says that it was one") {
  exchange_stage on(1);
  on.ask(get);
  on.told(0);
  on.through->abort(reason::shutting_down);
  CHECK(on.outcome().how == ending::client_gone);
  CHECK(on.outcome().why == reason::shutting_down);
}

TEST_CASE("an answer may go on for longer behind an upload than a peer may take nothing of that") {
  exchange_stage on(1);
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
