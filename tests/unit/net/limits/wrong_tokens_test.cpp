#include "net/limits/wrong_tokens.hpp"

#include <catch2/catch.hpp>

#include <string>

using namespace loadex;
using namespace std::chrono_literals;
using net::limits::wrong_tokens;

namespace {

base::address_bytes at(const std::string& text) {
  return base::address_from(text).value();
}

} // namespace

TEST_CASE("after ten wrong tokens at once a client waits until one is forgiven") {
  wrong_tokens tried;
  const wrong_tokens::time_point now{1h};
  for (int i = 0; i < wrong_tokens::most; ++i) {
    CHECK(tried.wait_of(at("192.0.2.1"), now) == 0s);
    tried.note(at("192.0.2.1"), now);
  }
  CHECK(tried.wait_of(at("192.0.2.1"), now) == wrong_tokens::each);
  CHECK(tried.wait_of(at("192.0.2.1"), now + 1500ms) == 5s);
  CHECK(tried.wait_of(at("192.0.2.1"), now + wrong_tokens::each) == 0s);
  tried.note(at("192.0.2.1"), now + wrong_tokens::each);
  CHECK(tried.wait_of(at("192.0.2.1"), now + wrong_tokens::each) == wrong_tokens::each);
  CHECK(tried.wait_of(at("192.0.2.2"), now) == 0s); // which is somebody else
}

TEST_CASE("all of one IPv6 network are one client") {
  wrong_tokens tried;
  const wrong_tokens::time_point now{1h};
  for (int i = 0; i < wrong_tokens::most; ++i)
    tried.note(at("2001:db8::" + std::to_string(i + 1)), now);
  CHECK(tried.wait_of(at("2001:db8::ffff"), now) == wrong_tokens::each);
  CHECK(tried.wait_of(at("2001:db8:0:1::1"), now) == 0s);
}

TEST_CASE("a client is kept while many others come, each with less on its account") {
  wrong_tokens tried;
  const wrong_tokens::time_point now{1h};
  for (int i = 0; i < wrong_tokens::most; ++i)
    tried.note(at("192.0.2.1"), now);
  for (int i = 0; i < 60'000; ++i)
    tried.note(at("10.1." + std::to_string(i / 256) + "." + std::to_string(i % 256)), now);
  CHECK(tried.wait_of(at("192.0.2.1"), now) == wrong_tokens::each);
}

TEST_CASE("only so many lines a second are logged, and the next one says how many were not") {
  wrong_tokens tried;
  const wrong_tokens::time_point now{1h};
  for (int i = 0; i < wrong_tokens::lines_a_second; ++i)
    CHECK(tried.note(at("192.0.2.1"), now) == 0);
  CHECK_FALSE(tried.note(at("192.0.2.1"), now));
  CHECK_FALSE(tried.note(at("192.0.2.2"), now + 999ms));
  CHECK(tried.note(at("192.0.2.2"), now + 1s) == 2);
  CHECK(tried.note(at("192.0.2.2"), now + 1s) == 0);
}
