#include "net/http/provenance.hpp"
#include "tests/unit/net/http1/messages.hpp"

#include <catch2/catch.hpp>

#include <string>

using namespace loadex::net;
using namespace loadex::net::http;
using namespace loadex::net::http1;
using loadex::base::address_from;
using loadex::base::network;
using progress = head_result::progress;

namespace {

http::provenance of(std::string_view bytes, bool peer_is_trusted) {
  const std::vector<network> trusted{network::parse("127.0.0.0/8").value()};
  const framed_request request(bytes);
  REQUIRE(request.result.state == progress::complete);
  const auto asking = http::identify(request.head, {"127.0.0.1", *address_from("127.0.0.1")}, peer_is_trusted, trusted);
  return http::provenance_of(request.head, asking, peer_is_trusted, trusted);
}

} // namespace

TEST_CASE("a request that shows no sign of another hop comes from the peer itself") {
  const auto* lines =
      GENERATE("", "User-Agent: curl/8\r\nAccept: */*\r\n", "X-Loadex-Trace: 1\r\n", "X-Forward-For: a\r\n",
               "Forward: a\r\n", "X-Real: 1\r\n", "Origin: http://localhost\r\n", "X-Request-Id: a\r\n");
  CAPTURE(lines);
  CHECK(of(get_with(lines), false) == http::provenance::direct);
  CHECK(of(get_with(lines), true) == http::provenance::direct);
}

TEST_CASE("any sign of another hop makes it uncertain who asks") {
  const std::string name = GENERATE("X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Forwarded-Anything",
                                    "X-Forwarded", "Forwarded", "Via", "X-Real-IP", "X-Client-IP", "True-Client-IP",
                                    "CF-Connecting-IP", "X-Cluster-Client-IP", "X-Original-Forwarded-For",
                                    "X-Original-Host", "CDN-Loop", "x-real-ip", "X_Forwarded_For", "X_REAL_IP");
  const std::string value = GENERATE("", "unknown", "203.0.113.7:x");
  CAPTURE(name, value);
  const auto head = get_with(name + ": " + value + "\r\n");
  CHECK(of(head, false) == http::provenance::relayed);
  CHECK(of(head, true) == http::provenance::unclear);
}

TEST_CASE("HTTP/1.0 is a sign of another hop") {
  const std::string head = "GET / HTTP/1.0\r\nHost: a\r\n";
  CHECK(of(head + "\r\n", false) == http::provenance::relayed);
  CHECK(of(head + "\r\n", true) == http::provenance::unclear);
  CHECK(of(head + "X-Forwarded-For: 203.0.113.7\r\n\r\n", false) == http::provenance::relayed);
  CHECK(of(head + "X-Forwarded-For: 203.0.113.7\r\n\r\n", true) == http::provenance::vouched);
}

TEST_CASE("a trusted proxy vouches for its client only if every hop can be read and nothing contradicts") {
  struct row {
    const char* lines;
    http::provenance trusted;
  };
  const auto row = GENERATE(values<struct row>({
      {"X-Forwarded-For: 203.0.113.7\r\n", http::provenance::vouched},
      {"X-Forwarded-For: 203.0.113.7:1234\r\n", http::provenance::vouched},
      {"X-Forwarded-For: 192.0.2.1, 203.0.113.7, 127.0.0.2\r\n", http::provenance::vouched},
      {"X-Forwarded-For: 192.0.2.1\r\nX-Forwarded-For: \"[2001:db8::1]:80\"\r\n", http::provenance::vouched},
      {"X-Forwarded-For: 203.0.113.7\r\nX-Forwarded-Proto: https\r\nX-Forwarded-Host: b\r\nVia: 1.1 a\r\n",
       http::provenance::vouched},
      {"X-Forwarded-For: 203.0.113.7, unknown\r\n", http::provenance::unclear},
      {"X-Forwarded-For: unknown, 203.0.113.7\r\n", http::provenance::unclear},
      {"X-Forwarded-For: unknown\r\nX-Forwarded-For: 203.0.113.7\r\n", http::provenance::unclear},
      {"X-Forwarded-For: ,\r\n", http::provenance::unclear},
      // Forwarded and the like alone: we do not go by them
      {"Forwarded: for=127.0.0.1\r\n", http::provenance::unclear},
      {"X-Real-IP: 127.0.0.1\r\n", http::provenance::unclear},
      {"X_Forwarded_For: 127.0.0.1\r\n", http::provenance::unclear},
      // Beside X-Forwarded-For: they may name the same client and trusted hops
      {"X-Forwarded-For: 203.0.113.7\r\nX-Real-IP: 203.0.113.7\r\n", http::provenance::vouched},
      {"X-Forwarded-For: 203.0.113.7\r\nX-Real-IP: 127.0.0.3\r\n", http::provenance::vouched},
      {"X-Forwarded-For: 203.0.113.7\r\nForwarded: for=\"203.0.113.7:80\";proto=http, By=x ; For=127.0.0.3\r\n",
       http::provenance::vouched},
      // A stranger's X-Forwarded-For that a proxy has let through
      {"X-Forwarded-For: 127.0.0.1\r\nX-Real-IP: 203.0.113.7\r\n", http::provenance::unclear},
      {"X-Forwarded-For: 127.0.0.1\r\nCF-Connecting-IP: 203.0.113.7\r\n", http::provenance::unclear},
      {"X-Forwarded-For: 127.0.0.1\r\nForwarded: for=203.0.113.7\r\n", http::provenance::unclear},
      {"X-Forwarded-For: 127.0.0.1\r\nForwarded: proto=http;for=_hidden\r\n", http::provenance::unclear},
      {"X-Forwarded-For: 127.0.0.1\r\nForwarded: for\r\n", http::provenance::unclear},
      {"X-Forwarded-For: 127.0.0.1\r\nForwarded: \"for=203.0.113.7\"\r\n", http::provenance::unclear},
      {"X-Forwarded-For: 127.0.0.1\r\nX-Forwarded: for=203.0.113.7\r\n", http::provenance::unclear},
      {"X-Forwarded-For: 127.0.0.1\r\nX-Forwarded-Client-Ip: 203.0.113.7\r\n", http::provenance::unclear},
  }));
  CAPTURE(row.lines);
  CHECK(of(get_with(row.lines), true) == row.trusted);
  CHECK(of(get_with(row.lines), false) == http::provenance::relayed);
}
