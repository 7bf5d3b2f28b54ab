#include "observability/metrics/exposition_writer.hpp"

#include <catch2/catch.hpp>

using namespace loadex::observability;
using namespace std::chrono_literals;

namespace {

struct writing {
  std::string text;
  exposition_writer out;

  explicit writing(exposition_format format = exposition_format::text)
      : out(format, text) {}
};

constexpr family_row described{family::requests, "things_total", metric_type::counter, "",
                               "A \\ and a \"quote\"\nof it."};

} // namespace

TEST_CASE("a family begins with its help and type; OpenMetrics has total in the names of a counter's series alone") {
  writing classic;
  classic.out.begin(described);
  classic.out.write({}, std::uint64_t{1});
  CHECK(classic.text == "# HELP things_total A \\\\ and a \"quote\"\\nof it.\n"
                        "# TYPE things_total counter\n"
                        "things_total 1\n");
  writing open(exposition_format::openmetrics);
  open.out.begin(described);
  open.out.write({}, std::uint64_t{1});
  open.out.end();
  CHECK(open.text == "# HELP things A \\\\ and a \\\"quote\\\"\\nof it.\n"
                     "# TYPE things counter\n"
                     "things_total 1\n"
                     "# EOF\n");
}

TEST_CASE("a label's value is escaped") {
  CHECK(as_label("backend", "http://a") == R"(backend="http://a")");
  CHECK(as_label("id", "a\"b\\c\nd") == R"(id="a\"b\\c\nd")");
}

TEST_CASE("a value is written so that it is read again as it was") {
  const auto written = [](double value) {
    writing w;
    w.out.begin({family::build_info, "n", metric_type::gauge, "", ""});
    const auto head = w.text.size();
    w.out.write({}, value);
    return w.text.substr(head);
  };
  CHECK(written(0) == "n 0\n");
  CHECK(written(15'355'904) == "n 15355904\n");
  CHECK(written(-2) == "n -2\n");
  CHECK(written(0.1) == "n 0.1\n");
  CHECK(std::stod(written(1.0 / 3).substr(2)) == 1.0 / 3);
  CHECK(std::stod(written(1e300).substr(2)) == 1e300);
}

TEST_CASE("a histogram is cumulative, with exact bounds and sum") {
  writing w;
  w.out.begin({family::durations, "took", metric_type::histogram, "", ""});
  const auto head = w.text.size();
  constexpr std::array<std::uint64_t, 2> bounds{250'000, 1'000'000'000};
  w.out.write({"a=\"1\""}, bounds, duration_totals<2>{{4, 0, 2}, 12'000'000'050});
  CHECK(w.text.substr(head) == "took_bucket{a=\"1\",le=\"0.00025\"} 4\n"
                               "took_bucket{a=\"1\",le=\"1\"} 4\n"
                               "took_bucket{a=\"1\",le=\"+Inf\"} 6\n"
                               "took_sum{a=\"1\"} 12.00000005\n"
                               "took_count{a=\"1\"} 6\n");
}

TEST_CASE("an exemplar stands behind its bucket, in OpenMetrics alone") {
  const auto format = GENERATE(exposition_format::text, exposition_format::openmetrics);
  writing w(format);
  w.out.begin({family::durations, "took", metric_type::histogram, "", ""});
  const auto head = w.text.size();
  constexpr std::array<std::uint64_t, 1> bounds{1'000'000};
  const std::array<std::optional<exemplar>, 2> shown{exemplar{"x-1", 800us, exemplar::time(1'700'000'000'250ms)}};
  w.out.write({}, bounds, duration_totals<1>{{1, 0}, 800'000}, shown);
  const bool open = format == exposition_format::openmetrics;
  CHECK(w.text.substr(head) == std::string("took_bucket{le=\"0.001\"} 1") +
                                   (open ? " # {request_id=\"x-1\"} 0.0008 1700000000.25\n" : "\n") +
                                   "took_bucket{le=\"+Inf\"} 1\ntook_sum 0.0008\ntook_count 1\n");
}
