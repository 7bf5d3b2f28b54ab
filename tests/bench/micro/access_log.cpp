#include "observability/access/access_log.hpp"

#include <benchmark/benchmark.h>

#include <chrono>
#include <thread>

using namespace loadex;
using namespace loadex::observability;

namespace {

access_entry usual() {
  access_entry e;
  auto& r = e.about;
  r.begun = std::chrono::steady_clock::now();
  r.ended = r.begun + std::chrono::microseconds(300);
  r.answered = r.begun + std::chrono::microseconds(250);
  r.what = {"GET", "/shop/items/4711?color=blue"};
  r.client = "192.0.2.17";
  r.status = 200;
  r.listener = "main";
  r.pool_name = "main";
  r.backend = "http://localhost:8001";
  r.request_id = "0123456789abcdef0000000000000001";
  r.attempts = 1;
  r.bytes_in = 512;
  r.bytes_out = 1300;
  e.host = "shop.example.org";
  e.user_agent = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0";
  return e;
}

/// What the worker of a request does for its line, at 20,000 requests a second, while the writer writes them.
void write_line(benchmark::State& state) {
  config::log_settings how;
  how.access = "/dev/null";
  access_log log;
  const auto queue = log.join();
  log.adopt(log.prepare(how));
  auto entry = usual();
  constexpr int at_once = 200;
  while (state.KeepRunningBatch(at_once)) {
    const auto begun = std::chrono::steady_clock::now();
    for (int i = 0; i < at_once; ++i)
      if (queue->wants(entry.about))
        queue->write(entry);
    state.SetIterationTime(std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count());
    std::this_thread::sleep_until(begun + std::chrono::milliseconds(10));
  }
  state.counters["dropped"] = static_cast<double>(log.dropped());
}
BENCHMARK(write_line)->UseManualTime()->MinTime(0.02);

/// The same without an access log.
void ask_whether(benchmark::State& state) {
  access_log log;
  const auto queue = log.join();
  const auto entry = usual();
  for (auto _ : state)
    benchmark::DoNotOptimize(queue->wants(entry.about));
}
BENCHMARK(ask_whether);

/// What the writer does for a line, but for writing it.
void format_line(benchmark::State& state) {
  config::log_settings how;
  how.access_format = static_cast<config::line_format>(state.range(0));
  access_line lines(how);
  const auto entry = usual();
  const auto now = std::chrono::system_clock::now();
  std::string out;
  for (auto _ : state) {
    out.clear();
    lines.append(entry, now, out);
    benchmark::DoNotOptimize(out.data());
  }
}
BENCHMARK(format_line)->ArgName("combined")->Arg(0)->Arg(1);

} // namespace
