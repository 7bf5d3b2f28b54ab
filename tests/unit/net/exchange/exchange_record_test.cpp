#include "net/http/trace_context.hpp"
#include "tests/support/exchange_stage.hpp"

#include <catch2/catch.hpp>

#include <chrono>
#include <string>
#include <vector>

using namespace loadex;
using namespace loadex::net;
using namespace std::chrono_literals;
using base::reason;
using ending = exchange::outcome::ending;
using tests::exchange_stage;
using tests::get;
using tests::ok;

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
    exchange_stage on(1);
    on.settings.proxy.traceparent = what;
    on.ask(get + trace_line + "tracestate: a=b\r\n");
    const auto told = on.told(0);
    CHECK(told.find(trace_line) != std::string::npos);
    CHECK(told.find("tracestate: a=b\r\n") != std::string::npos);
    CHECK("traceparent: " + std::string(on.record.traceparent) + "\r\n" == trace_line);
  }
  exchange_stage on(1);
  on.ask(get + "tracestate: a=b\r\n");
  CHECK(trace_told(on.told(0)).empty());
  CHECK(on.record.traceparent.empty());
}

TEST_CASE("a trace that cannot be understood goes no further") {
  exchange_stage on(1);
  on.ask(get + broken_trace);
  CHECK(on.told(0).find("trace") == std::string::npos);
  CHECK(on.record.traceparent.empty());
}

TEST_CASE("a trace is started where there is none that can be understood, the same for every attempt") {
  std::vector<std::string> started;
  for (const auto& brought : {std::string(), broken_trace, std::string("tracestate: a=b\r\n")}) {
    exchange_stage on(2);
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
  exchange_stage on(2);
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
  exchange_stage on(2);
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
  exchange_stage on(1);
  on.ask(get);
  CHECK(on.record.tried <= on.connected);
  on.answer(0, ok);
  CHECK(on.outcome().how == ending::relayed);
  observability::backend_durations::totals sums;
  on.metrics.shard(0, "main", tests::url(1))->first_byte.add_to(sums);
  CHECK(std::chrono::nanoseconds(sums.nanoseconds) == on.record.answered - on.record.tried);
}

TEST_CASE("an exchange records why its request failed, by whosever fault") {
  exchange_stage on(1);
  on.ask(get);
  on.answer(0, "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n");
  CHECK(on.outcome().how == ending::refused);
  CHECK(on.record.why == reason::malformed_response);
  CHECK(on.record.backend == on.connections[0].backend);
}
