#include "net/http/cdn_loop.hpp"
#include "tests/unit/net/http1/messages.hpp"

#include <catch2/catch.hpp>

using namespace loadex::net;
using namespace loadex::net::http;
using namespace loadex::net::http1;

namespace {

bool has_been_here(std::string_view lines) {
  const framed_request request(get_with(lines));
  REQUIRE(request.result.state == head_result::progress::complete);
  return http::was_forwarded_by("loadex-1", request.head);
}

} // namespace

TEST_CASE("a request that lists our id has been here, wherever the id stands") {
  const auto* lines = GENERATE("CDN-Loop: loadex-1\r\n", "cdn-LOOP:loadex-1\r\n", "CDN-Loop: a, loadex-1, b\r\n",
                               "CDN-Loop: a,loadex-1\r\n", "CDN-Loop: loadex-1;v=1, b\r\n",
                               "CDN-Loop: a;v=\"b\",\t loadex-1 ; v=\"1\"\r\n", "CDN-Loop: ,, loadex-1,\r\n",
                               "CDN-Loop: a\r\nX-Own: 1\r\nCDN-Loop: loadex-1\r\n", "CDN-Loop: a;v=\", loadex-1\r\n",
                               "CDN-Loop: a;v=\", loadex-1, b;v=\"1\"\r\n");
  CAPTURE(lines);
  CHECK(has_been_here(lines));
}

TEST_CASE("the ids of others, and what only looks like ours, are no loop") {
  const auto* lines =
      GENERATE("", "CDN-Loop:\r\n", "CDN-Loop: ,\r\n", "CDN-Loop: ;\r\n", "CDN-Loop: other\r\n",
               "CDN-Loop: loadex-2, loadex-11\r\n", "CDN-Loop: loadex-\r\n", "CDN-Loop: loadex-1 a\r\n",
               "CDN-Loop: a loadex-1\r\n", "CDN-Loop: a;v=loadex-1\r\n", "CDN-Loop: a;loadex-1\r\n",
               "CDN-Loop: Loadex-1\r\n", "CDN-Loops: loadex-1\r\n", "X-Loop: loadex-1\r\n", "CDN_Loop: loadex-1\r\n");
  CAPTURE(lines);
  CHECK_FALSE(has_been_here(lines));
}
