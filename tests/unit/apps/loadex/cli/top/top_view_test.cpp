#include "apps/loadex/cli/terminal/printable.hpp"
#include "apps/loadex/cli/top/top_view.hpp"

#include <catch2/catch.hpp>

using Catch::Matchers::Contains;
using Catch::Matchers::StartsWith;
using loadex::cli::backend_figures;
using loadex::cli::columns_of;
using loadex::cli::figures;
using loadex::cli::screen_size;
using loadex::cli::top_view;

namespace {

backend_figures backend(const std::string& url, double rate, const std::string& state = "healthy") {
  backend_figures one;
  one.pool = "main";
  one.url = url;
  one.state = state;
  one.rate = rate;
  one.history = {0, rate / 2, rate};
  one.p95_ms = rate / 10;
  return one;
}

top_view view_of(std::vector<backend_figures> backends) {
  figures now;
  now.all.rate = 12;
  now.all.history = {1, 2, 3};
  now.backends = std::move(backends);
  top_view view("http://localhost:8080");
  view.update(std::move(now));
  return view;
}

top_view three() {
  return view_of({backend("http://a:1", 5), backend("http://b:2", 50, "unhealthy"), backend("http://c:3", 20)});
}

/// The backends on the screen, by their letters.
std::string order(const top_view& view, screen_size size = {80, 24}) {
  std::string letters;
  for (const auto& line : view.lines(size, false))
    if (line.starts_with("http://") && line.find(":8080") == std::string::npos)
      letters += line[7];
  return letters;
}

} // namespace

TEST_CASE("the screen has totals on top, a row for each backend, and the keys at its end") {
  const auto lines = three().lines({80, 24}, false);
  REQUIRE(lines.size() == 24);
  CHECK(lines[0] == "http://localhost:8080");
  CHECK_THAT(lines[1], StartsWith("12 requests/s, 0 failed/s, 0 in flight"));
  CHECK(lines[3] == "▄▆█");
  CHECK(lines[4] == "2 healthy, 1 unhealthy");
  CHECK_THAT(lines[5], StartsWith("BACKEND        STATE       REQ/S"));
  CHECK_THAT(lines[7], StartsWith("http://b:2     unhealthy      50"));
  CHECK_THAT(lines[23], StartsWith("q quit"));
}

TEST_CASE("no line is wider than the screen, and there are not more than it has, whatever its size") {
  auto view = view_of({backend("http://a-very-long-name.of-a-backend.example.org:8001", 123456),
                       backend("http://b\x1b[2J:2", 1), backend("http://ü:2", 1)});
  const bool helps = GENERATE(false, true);
  view.press(helps ? "h" : "");
  for (std::size_t columns = 1; columns < 200; ++columns)
    for (const std::size_t rows : {1, 2, 6, 7, 24}) {
      const auto lines = view.lines({columns, rows}, false);
      CHECK(lines.size() <= rows);
      for (const auto& line : lines) {
        CHECK(columns_of(line) <= columns);
        CHECK_THAT(line, !Contains("\x1b"));
      }
    }
}

TEST_CASE("a narrow screen keeps what matters most: who, how, how much and how slow") {
  const auto heading = three().lines({40, 24}, false)[5];
  CHECK(heading == "BACKEND        STATE       REQ/S  P95 MS");
  const auto wide = three().lines({200, 24}, false);
  CHECK_THAT(wide[5], Contains("QUEUED") && Contains("REQ/S BEFORE"));
  CHECK_THAT(wide[6], Contains("▁▅█"));
}

TEST_CASE("states are coloured if colours are wanted") {
  const auto lines = three().lines({80, 24}, true);
  CHECK_THAT(lines[6], Contains("\x1b[32mhealthy   \x1b[0m"));
  CHECK_THAT(lines[7], Contains("\x1b[31munhealthy \x1b[0m"));
}

TEST_CASE("keys sort the backends, the same once more the other way round") {
  auto view = three();
  CHECK(order(view) == "abc");
  view.press("3"); // requests
  CHECK(order(view) == "bca");
  view.press("3");
  CHECK(order(view) == "acb");
  view.press("1");
  CHECK(order(view) == "abc");
  view.press("r");
  CHECK(order(view) == "cba");
  view.press("s"); // the next column: state
  CHECK(order(view) == "acb");
}

TEST_CASE("a filter shows the backends with what is typed; its letters are no keys") {
  auto view = three();
  view.press("/q");
  CHECK(order(view).empty());
  CHECK_FALSE(view.is_over());
  CHECK_THAT(view.lines({80, 24}, false).back(), StartsWith("show only: q_"));
  view.press("\x7f"
             "b:\r");
  CHECK(order(view) == "b");
  view.press("\x1b");
  CHECK(order(view) == "abc");
}

TEST_CASE("keys pause, help and quit; what they do not know they leave alone") {
  auto view = three();
  view.press("p");
  CHECK(view.is_paused());
  CHECK_THAT(view.lines({80, 24}, false)[0], Contains("paused"));
  view.press(" h");
  CHECK_FALSE(view.is_paused());
  CHECK_THAT(view.lines({80, 24}, false)[6], StartsWith("q          quit"));
  view.press("h\x1b[5~\x1bOP\x01\xff\x1b[");
  CHECK(order(view) == "abc");
  CHECK_FALSE(view.is_over());
  view.press("q");
  CHECK(view.is_over());
}

TEST_CASE("more backends than rows are scrolled, and never off the screen") {
  auto view = three();
  const screen_size low{80, 9}; // room for two
  CHECK(order(view, low) == "ab");
  view.press("\x1b[B");
  CHECK(order(view, low) == "bc");
  view.press("jjjj");
  CHECK(order(view, low) == "bc");
  view.press("kk\x1b[A");
  CHECK(order(view, low) == "ab");
}

TEST_CASE("why there are no newer figures is told in a line, until there are some") {
  auto view = three();
  view.update_failed("no answer: connection refused\nIs it running?");
  CHECK(view.lines({80, 24}, false)[0] == "http://localhost:8080  no answer: connection refused");
  CHECK(order(view) == "abc");
  view.update({});
  CHECK(view.lines({80, 24}, false)[0] == "http://localhost:8080");
  CHECK(view.lines({80, 24}, false)[4] == "no backends");
}

TEST_CASE("backends of several pools are told apart") {
  auto other = backend("http://a:1", 1);
  other.pool = "api";
  const auto lines = view_of({backend("http://a:1", 1), other}).lines({80, 24}, false);
  CHECK_THAT(lines[6], StartsWith("main http://a:1"));
  CHECK_THAT(lines[7], StartsWith("api http://a:1"));
}
