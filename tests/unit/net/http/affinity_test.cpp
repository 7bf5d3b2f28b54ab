#include "net/http/affinity.hpp"
#include "tests/unit/net/http1/messages.hpp"

#include <catch2/catch.hpp>

#include <limits>

using namespace loadex::net;
using loadex::config::balancing_settings;

namespace {

const balancing_settings sticky{.sticky_cookie = "lb"};

std::uint64_t affinity_in(std::string_view lines, const balancing_settings& settings = sticky,
                          const loadex::actors::balancing::plan& now = {}) {
  const http1::framed_request request{http1::get_with(lines)};
  return http::affinity_of(request.head, settings, now);
}

} // namespace

TEST_CASE("an affinity cookie carries the tag in hexadecimal digits, and its attributes") {
  CHECK(http::affinity_cookie(0xbf92'9eaf, sticky) == "lb=bf929eaf; Path=/; HttpOnly; SameSite=Lax");
  CHECK(http::affinity_cookie(1, {.sticky_cookie = "lb", .sticky_attributes = ""}) == "lb=1");
}

TEST_CASE("an affinity cookie comes back as the tag that it was made of") {
  const std::uint64_t tag =
      GENERATE(std::uint64_t{1}, std::uint64_t{0xbf92'9eaf'3d38'8768}, std::numeric_limits<std::uint64_t>::max());
  const auto set = http::affinity_cookie(tag, sticky);
  CHECK(affinity_in("Cookie: theme=dark; " + set.substr(0, set.find(';')) + "\r\n") == tag);
}

TEST_CASE("an affinity cookie that is not a tag names nobody") {
  const auto* value = GENERATE("", "0", "xyz", "0x12", "-1", "+1", "12g", "11112222333344445", "\"12\"");
  CAPTURE(value);
  CHECK(affinity_in("Cookie: lb=" + std::string(value) + "; a=1\r\n") == 0);
}

TEST_CASE("of several affinity cookies the first that names an available backend counts") {
  loadex::actors::balancing::plan now;
  now.tags = {{0x12, 0}, {0x34, 1}};
  const auto* lines = GENERATE("Cookie: lb=zz; lb=34; lb=12\r\n", "Cookie: lb=56; a=1; lb=34\r\n",
                               "Cookie: lb=\r\nCookie: a=1; lb=34\r\n");
  CAPTURE(lines);
  CHECK(affinity_in(lines, sticky, now) == 0x34);
  CHECK(affinity_in("Cookie: lb=zz; lb=56; lb=78\r\n", sticky, now) == 0x56);
}

TEST_CASE("a request without an affinity cookie names nobody") {
  CHECK(affinity_in("") == 0);
  CHECK(affinity_in("Cookie: session=12\r\n") == 0);
}

TEST_CASE("no affinity cookie is read or set unless it has a name") {
  CHECK(affinity_in("Cookie: lb=12\r\n", {}) == 0);
  CHECK(http::affinity_cookie(12, {}).empty());
}
