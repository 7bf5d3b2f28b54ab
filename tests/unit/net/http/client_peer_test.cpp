#include "net/http/client_peer.hpp"

#include <boost/asio/ip/address.hpp>
#include <catch2/catch.hpp>

using namespace loadex::net;

namespace {

std::string address_of(std::string_view literal) {
  const auto address = asio::ip::make_address(literal);
  const auto peer = http::describe_peer({address, 4711}, {}, {});
  CHECK(peer.bytes == loadex::base::address_from(peer.address)); // both say the same
  return peer.address;
}

} // namespace

TEST_CASE("a peer's address is written without port, mapping and zone") {
  CHECK(address_of("192.0.2.1") == "192.0.2.1");
  CHECK(address_of("::ffff:192.0.2.1") == "192.0.2.1");
  CHECK(address_of("2001:db8::1") == "2001:db8::1");
  CHECK(address_of("fe80::1%1") == "fe80::1");
}
