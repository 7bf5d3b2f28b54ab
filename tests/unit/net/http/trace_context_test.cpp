#include "net/http/trace_context.hpp"

#include <catch2/catch.hpp>

#include <string>
#include <vector>

using namespace loadex::net::http;

namespace {

const std::string trace = "0af7651916cd43dd8448eb211c80319c";
const std::string parent = "b7ad6b7169203331";
const std::string good = "00-" + trace + "-" + parent + "-01";

request_head with(const std::vector<header>& headers) {
  request_head head;
  head.headers = headers;
  return head;
}

header unknown(std::string_view name, std::string_view value) {
  return {field::unknown, name, value};
}

} // namespace

TEST_CASE("a traceparent is read as the recommendation says") {
  struct row {
    std::string text;
    bool valid;
    std::string why;
  };
  const std::string zeros(32, '0');
  const std::vector<row> table{
      {good, true, "version 00"},
      {"00-" + trace + "-" + parent + "-00", true, "not sampled"},
      {"00-" + trace + "-" + parent + "-ff", true, "flags that nobody knows yet"},
      {"01-" + trace + "-" + parent + "-01", true, "a later version"},
      {"cc-" + trace + "-" + parent + "-01-what-the-future-brings", true, "a later version may go on behind a dash"},
      {"cc-" + trace + "-" + parent + "-01.what", false, "but only there"},
      {good + "-what", false, "version 00 ends there"},
      {good + " ", false, "version 00 ends there"},
      {"ff-" + trace + "-" + parent + "-01", false, "version ff is forbidden"},
      {"0g-" + trace + "-" + parent + "-01", false, "a version is hexadecimal"},
      {"00-" + zeros + "-" + parent + "-01", false, "no trace"},
      {"00-" + trace + "-" + zeros.substr(0, 16) + "-01", false, "no parent"},
      {"00-" + trace.substr(1) + "A-" + parent + "-01", false, "capitals"},
      {"00-" + trace + "-" + parent.substr(1) + "A-01", false, "capitals"},
      {"00-" + trace + "-" + parent + "-0A", false, "capitals"},
      {"00-" + trace.substr(1) + "-" + parent + "-01", false, "too short a trace"},
      {"00-" + trace + "-" + parent.substr(1) + "-01", false, "too short a parent"},
      {"00-" + trace + "-" + parent + "-1", false, "too short flags"},
      {"00-" + trace + "-" + parent, false, "no flags"},
      {"00_" + trace + "-" + parent + "-01", false, "no dash"},
      {"00-" + trace + "_" + parent + "-01", false, "no dash"},
      {"00-" + trace + "-" + parent + "_01", false, "no dash"},
      {"", false, "nothing"},
  };
  for (const auto& r : table) {
    CAPTURE(r.text, r.why);
    CHECK(is_traceparent(r.text) == r.valid);
  }
}

TEST_CASE("a request belongs to the trace of its only traceparent, in whatever case its name is") {
  const auto found = trace_of(with({unknown("accept-ch", "x"), unknown("TraceParent", good)}));
  CHECK(found.parent == good);
  CHECK_FALSE(found.is_broken);

  const auto none = trace_of(with({unknown("tracestate", "a=b")}));
  CHECK(none.parent.empty());
  CHECK_FALSE(none.is_broken);
}

TEST_CASE("a traceparent that cannot be understood, or comes twice, is none and must not go on") {
  for (const auto& headers : {std::vector{unknown("traceparent", "00-1-2-3")},
                              {unknown("traceparent", "")},
                              {unknown("traceparent", good), unknown("traceparent", good)},
                              {unknown("traceparent", "00-1-2-3"), unknown("traceparent", good)}}) {
    const auto found = trace_of(with(headers));
    CHECK(found.parent.empty());
    CHECK(found.is_broken);
  }
}

TEST_CASE("traceparent and tracestate are what belongs to a trace") {
  CHECK(is_of_trace(unknown("Traceparent", "")));
  CHECK(is_of_trace(unknown("tracestate", "")));
  CHECK_FALSE(is_of_trace(unknown("tracestates", "")));
  CHECK_FALSE(is_of_trace(unknown("X-Trace", "")));
}
