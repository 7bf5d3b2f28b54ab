#include "net/tls/certificate.hpp"
#include "net/tls/ticket_keys.hpp"
#include "tests/support/e2e/temp_folder.hpp"

#include <catch2/catch.hpp>

#include <chrono>
#include <string>

using namespace loadex::net::tls;
using namespace std::chrono_literals;

TEST_CASE("of the keys of a file the last but one is given out, and all are taken") {
  const auto line = [](char seed) { return std::string(106, seed) + "A="; };
  const loadex::tests::e2e::temp_folder folder;
  const ticket_keys::clock::time_point now{};
  ticket_keys three(folder.write("three", line('A') + "\n" + line('B') + "\r\n\n" + line('C')).string());
  ticket_keys two(folder.write("two", line('B') + "\n" + line('C') + "\n").string());
  ticket_keys one(folder.write("one", line('C')).string());
  CHECK(three.newest(now).name == two.newest(now).name);
  const auto last = one.newest(now);
  const auto found = three.find(last.name.data(), now + 1'000h);
  REQUIRE(found);
  CHECK(found->is_old); // as long as it is not given out
  CHECK(found->by.of_cipher == last.of_cipher);
  CHECK_FALSE(one.find(three.newest(now).name.data(), now));
}

TEST_CASE("a file that is none of keys is told of") {
  const loadex::tests::e2e::temp_folder folder;
  const auto refusal = [&](const std::string& text) {
    try {
      ticket_keys(folder.write("keys", text).string());
    } catch (const certificate_failure& e) {
      return std::string(e.what()).substr(folder.path().string().size());
    }
    return std::string();
  };
  CHECK(refusal("") == "/keys: there is no key in it");
  CHECK(refusal("\n" + std::string(106, 'A') + "==").find("/keys: line 2 is no key; write each with: openssl rand") ==
        0);
  CHECK(refusal(std::string(64, 'A')).find("/keys: line 1 is no key") == 0);
  CHECK_THROWS_WITH(ticket_keys("/nowhere"), "/nowhere: cannot be read");
}
