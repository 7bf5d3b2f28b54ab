#include "net/io/address_book.hpp"

#include <catch2/catch.hpp>

using namespace loadex;
using namespace loadex::net::io;

namespace {

std::vector<base::network> networks(std::initializer_list<const char*> texts) {
  std::vector<base::network> all;
  for (const auto* text : texts)
    all.push_back(base::network::parse(text).value());
  return all;
}

bool admitted(const address_guard& guard, const char* address) {
  return guard.admits(boost::asio::ip::make_address(address));
}

struct book_fixture {
  net::asio::io_context control;
  address_book book{control};

  address_entry::addresses known(const std::string& url) {
    return book.entry(config::backend_url::parse(url).value())->current();
  }
};

} // namespace

TEST_CASE("a backend that is added may be anywhere but where only this machine or its cloud is") {
  const address_guard guard({});
  for (const auto* address : {"127.0.0.1", "10.0.0.1", "203.0.113.1", "::1", "fd00::1", "2001:db8::1", "169.253.0.1"}) {
    CAPTURE(address);
    CHECK(admitted(guard, address));
  }
  for (const auto* address : {"169.254.169.254", "169.254.0.1", "fe80::1", "fe80::1%1", "febf::1", "fd00:ec2::254",
                              "::ffff:169.254.169.254"}) {
    CAPTURE(address);
    CHECK_FALSE(admitted(guard, address));
  }
}

TEST_CASE("where there are networks for backends that are added, these count alone") {
  const address_guard guard(networks({"10.0.0.0/8", "169.254.1.0/24", "fd00::/8"}));
  for (const auto* address : {"10.1.2.3", "::ffff:10.1.2.3", "169.254.1.9", "fd00:ec2::254"}) {
    CAPTURE(address);
    CHECK(admitted(guard, address));
  }
  for (const auto* address : {"11.0.0.1", "127.0.0.1", "0.0.0.0", "169.254.169.254", "::1", "fe80::1"}) {
    CAPTURE(address);
    CHECK_FALSE(admitted(guard, address));
  }
}

TEST_CASE_METHOD(book_fixture, "an address that is not in the configuration leads only where the guard admits") {
  book.adopt({{"169.254.1.1", 80}}, address_guard({}));
  CHECK(known("http://169.254.1.1:80").endpoints.size() == 1);
  CHECK_FALSE(known("http://169.254.1.1:80").barred);
  const auto other = known("http://169.254.1.1:81");
  CHECK(other.endpoints.empty());
  CHECK(other.barred);
  CHECK_THAT(other.failure, Catch::Matchers::Contains("169.254.1.1") && Catch::Matchers::Contains("allowed-backends"));
  CHECK(known("http://10.0.0.1:81").endpoints.size() == 1);
}

TEST_CASE_METHOD(book_fixture, "until somebody says what is in the configuration, any address leads where it says") {
  CHECK(known("http://169.254.1.1:80").endpoints.size() == 1);
}

TEST_CASE_METHOD(book_fixture, "a name leads only to those of its addresses that the guard admits") {
  // As in /etc/hosts, which has it for IPv4 everywhere.
  book.adopt({}, address_guard(networks({"10.0.0.0/8"})));
  const auto entry = book.entry(config::backend_url::parse("http://localhost:80").value());
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(10);
  while (entry->version() == 0 && std::chrono::steady_clock::now() < deadline)
    control.run_one_for(std::chrono::milliseconds(10));
  REQUIRE(entry->version() == 1);
  CHECK(entry->current().barred);
  CHECK(entry->current().endpoints.empty());
}
