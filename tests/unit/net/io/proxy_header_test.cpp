#include "net/io/proxy_header.hpp"

#include <boost/asio/ip/address.hpp>
#include <catch2/catch.hpp>

#include <cstdint>
#include <string>

using namespace loadex::net;
using namespace loadex::net::io;
using namespace std::string_literals;
using progress = proxy_header::progress;

namespace {

/// A header of version 2 with this command and family, and what follows them.
std::string binary(char command, char family, const std::string& rest) {
  std::string bytes("\r\n\r\n\0\r\nQUIT\n", 12);
  bytes += {command, family, static_cast<char>(rest.size() >> 8), static_cast<char>(rest.size() & 0xff)};
  return bytes + rest;
}

constexpr char local = 0x20;
constexpr char proxied = 0x21;
constexpr char tcp4 = 0x11;
constexpr char tcp6 = 0x21;

const auto addresses_4 = "\xc0\x00\x02\x01\x0a\x00\x00\x01\x30\x39\x01\xbb"s;
const auto addresses_6 = "\x20\x01\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\x01"
                         "\x20\x01\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\x02\x30\x39\x01\xbb"s;

std::string value(char type, const std::string& bytes) {
  return type + std::string{static_cast<char>(bytes.size() >> 8), static_cast<char>(bytes.size() & 0xff)} + bytes;
}

/// The client that a header names; what is wrong with it if it is bad.
std::string client_of(const std::string& bytes) {
  const auto header = read_proxy_header(bytes);
  switch (header.state) {
  case progress::need_more:
    return "more";
  case progress::bad:
    return std::string(header.why);
  case progress::complete:
    break;
  }
  return header.client ? header.client->address().to_string() + " " + std::to_string(header.client->port()) : "nobody";
}

const std::string complete_headers[] = {
    "PROXY TCP4 192.0.2.1 10.0.0.1 12345 443\r\n",
    "PROXY TCP4 1.1.1.1 1.1.1.1 1 1\r\n",
    "PROXY TCP6 2001:db8::1 2001:db8::2 12345 443\r\n",
    "PROXY TCP6 :: :: 0 0\r\n",
    "PROXY UNKNOWN\r\n",
    "PROXY UNKNOWN ffff::1 ffff::2 1 2\r\n",
    binary(proxied, tcp4, addresses_4),
    binary(proxied, tcp4, addresses_4 + value(1, "h2") + value(4, std::string(300, 0)) + value(5, "")),
    binary(proxied, tcp6, addresses_6),
    binary(proxied, 0x00, ""),
    binary(proxied, 0x00, "whatever"),
    binary(proxied, 0x31, std::string(216, 'x')),
    binary(local, 0x00, ""),
    binary(local, tcp4, "no addresses"),
    binary(local, 0x77, std::string(4'096, 'x')),
};

} // namespace

TEST_CASE("the client is the one that a PROXY header names") {
  CHECK(client_of("PROXY TCP4 192.0.2.1 10.0.0.1 12345 443\r\n") == "192.0.2.1 12345");
  CHECK(client_of("PROXY TCP4 255.255.255.255 255.255.255.255 65535 65535\r\n") == "255.255.255.255 65535");
  CHECK(client_of("PROXY TCP4 0.0.0.0 0.0.0.0 0 0\r\n") == "0.0.0.0 0");
  CHECK(client_of("PROXY TCP6 2001:db8::1 2001:db8::2 12345 443\r\n") == "2001:db8::1 12345");
  CHECK(client_of("PROXY TCP6 2001:DB8:0:0:0:0:0:1 ::ffff:1.2.3.4 12345 443\r\n") == "2001:db8::1 12345");
  CHECK(client_of(binary(proxied, tcp4, addresses_4)) == "192.0.2.1 12345");
  CHECK(client_of(binary(proxied, tcp6, addresses_6)) == "2001:db8::1 12345");
  CHECK(client_of(binary(proxied, tcp4, addresses_4 + value(1, "h2") + value(0x20, ""))) == "192.0.2.1 12345");
}

TEST_CASE("a PROXY header may name nobody: its sender speaks for itself, or cannot say") {
  const auto header =
      GENERATE("PROXY UNKNOWN\r\n"s, "PROXY UNKNOWN what ever\r\n"s, binary(local, 0x00, ""),
               binary(local, tcp4, addresses_4), binary(local, tcp4, "x"), binary(local, 0x77, "x"),
               binary(proxied, 0x00, ""), binary(proxied, 0x00, "x"), binary(proxied, 0x31, std::string(216, 'x')));
  CHECK(client_of(header) == "nobody");
}

TEST_CASE("what no PROXY header begins with is bad at once") {
  for (const auto& bytes : {"G"s, "GET / HTTP/1.1\r\n"s, "PROXX"s, "proxy TCP4"s, "PROXY\t"s, "\n"s, "\r\n\r\nG"s,
                            "\r\n\r\n\0\r\nQUIT\r"s, " PROXY "s, "\x16\x03\x01"s}) {
    CAPTURE(bytes);
    CHECK(client_of(bytes) == "no PROXY header");
  }
}

TEST_CASE("a line of version 1 is read strictly") {
  struct row {
    const char* words;
    const char* why;
  };
  const auto row = GENERATE(values<struct row>({
      {"TCP4 1.1.1.1 1.1.1.1 1 1\n", "no carriage return at the end of the line"},
      {"TCP4 1.1.1.1 1.1.1.1 1 1\r\r\n", "a carriage return in the line"},
      {"TCP4 1.1.1.1\r1.1.1.1 1 1", "a carriage return in the line"},
      {"TCP4\r\n", "not two addresses and two ports"},
      {"TCP4 1.1.1.1 1.1.1.1 1\r\n", "not two addresses and two ports"},
      {"TCP4 1.1.1.1 1.1.1.1 1 1 \r\n", "not two addresses and two ports"},
      {"TCP4 1.1.1.1  1.1.1.1 1 1\r\n", "not two addresses and two ports"},
      {"TCP4  1.1.1.1 1 1\r\n", "an address that is none"},
      {"TCP4 ::1 ::1 1 1\r\n", "an address that is none"},
      {"TCP4 1.1.1.1 ::1 1 1\r\n", "an address that is none"},
      {"TCP6 1.1.1.1 ::1 1 1\r\n", "an address that is none"},
      {"TCP6 ::1 1.1.1.1 1 1\r\n", "an address that is none"},
      {"TCP6 ::ffff ::1%lo 1 1\r\n", "an address that is none"},
      {"TCP6 [::1] ::1 1 1\r\n", "an address that is none"},
      {"TCP4 1.1.1.01 1.1.1.1 1 1\r\n", "an address that is none"},
      {"TCP4 1.1.1 1.1.1.1 1 1\r\n", "an address that is none"},
      {"TCP4 1.1.1.256 1.1.1.1 1 1\r\n", "an address that is none"},
      {"TCP4 example.org 1.1.1.1 1 1\r\n", "an address that is none"},
      {"TCP4 1.1.1.1 1.1.1.1 01 1\r\n", "a port that is none"},
      {"TCP4 1.1.1.1 1.1.1.1 +1 1\r\n", "a port that is none"},
      {"TCP4 1.1.1.1 1.1.1.1 1 65536\r\n", "a port that is none"},
      {"TCP4 1.1.1.1 1.1.1.1 1 0x1\r\n", "a port that is none"},
      {"TCP4 1.1.1.1 1.1.1.1 1 -1\r\n", "a port that is none"},
      {"TCP5 1.1.1.1 1.1.1.1 1 1\r\n", "neither TCP4, TCP6 nor UNKNOWN"},
      {"tcp4 1.1.1.1 1.1.1.1 1 1\r\n", "neither TCP4, TCP6 nor UNKNOWN"},
      {"UNKNOWNS\r\n", "neither TCP4, TCP6 nor UNKNOWN"},
      {"UDP4 1.1.1.1 1.1.1.1 1 1\r\n", "neither TCP4, TCP6 nor UNKNOWN"},
      {"\r\n", "neither TCP4, TCP6 nor UNKNOWN"},
  }));
  CAPTURE(row.words);
  CHECK(client_of("PROXY "s + row.words) == row.why);
  CHECK(client_of("PROXY TCP4 1.1.1.1"s + '\0' + " 1.1.1.1 1 1\r\n") == "an address that is none");
}

TEST_CASE("a line of version 1 has at most 107 bytes") {
  const auto line = [](std::size_t size) { return "PROXY UNKNOWN "s + std::string(size - 16, 'x') + "\r\n"; };
  CHECK(client_of(line(107)) == "nobody");
  CHECK(client_of(line(108)) == "the line is too long");
  CHECK(client_of(line(107).substr(0, 106)) == "more");
  CHECK(client_of(line(108).substr(0, 107)) == "the line is too long");
}

TEST_CASE("a header of version 2 is read strictly") {
  struct row {
    std::string bytes;
    const char* why;
  };
  const auto row = GENERATE(values<struct row>({
      {binary(0x22, tcp4, addresses_4), "neither version 2 nor a command of it"},
      {binary(0x11, tcp4, addresses_4), "neither version 2 nor a command of it"},
      {binary(0x31, tcp4, addresses_4).substr(0, 13), "neither version 2 nor a command of it"},
      {binary(proxied, 0x12, addresses_4), "neither TCP nor a stream"},
      {binary(proxied, 0x22, addresses_6), "neither TCP nor a stream"},
      {binary(proxied, 0x10, addresses_4), "neither TCP nor a stream"},
      {binary(proxied, 0x41, addresses_4), "neither TCP nor a stream"},
      {binary(proxied, tcp4, addresses_4.substr(1)), "the header is too short for its addresses"},
      {binary(proxied, tcp6, addresses_6.substr(1)), "the header is too short for its addresses"},
      {binary(proxied, 0x31, std::string(215, 'x')), "the header is too short for its addresses"},
      {binary(proxied, tcp4, addresses_4 + "x"), "a value that is longer than the header"},
      {binary(proxied, tcp4, addresses_4 + value(1, "h2").substr(0, 4)), "a value that is longer than the header"},
      {binary(local, 0x00, std::string(4'097, 'x')).substr(0, 16), "the header is too long"},
  }));
  CHECK(client_of(row.bytes) == row.why);
}

TEST_CASE("a checksum in a header of version 2 must fit") {
  // Calculated bit by bit elsewhere, with four zeros in its place.
  const auto with = [](const std::string& sum) {
    return binary(proxied, tcp4, addresses_4 + value(3, sum) + value(1, "h2"));
  };
  CHECK(client_of(with("\x1e\x54\xa8\x58")) == "192.0.2.1 12345");
  CHECK(client_of(with("\0\0\0\0"s)) == "a checksum that does not fit");
  CHECK(client_of(with("\0\0\0"s)) == "a checksum that is none");
}

TEST_CASE("while a PROXY header is not whole, what may be read next is part of it") {
  for (const auto& header : complete_headers)
    for (std::size_t cut = 0; cut < header.size(); ++cut) {
      CAPTURE(header, cut);
      const auto so_far = read_proxy_header(std::string_view(header).substr(0, cut));
      REQUIRE(so_far.state == progress::need_more);
      REQUIRE(so_far.size > 0);
      REQUIRE(cut + so_far.size <= header.size());
    }
}

TEST_CASE("a whole PROXY header ends where the client begins") {
  for (const auto& header : complete_headers) {
    CAPTURE(header);
    const auto read = read_proxy_header(header + "GET / HTTP/1.1\r\n\r\n");
    CHECK(read.state == progress::complete);
    CHECK(read.size == header.size());
    CHECK(read.size <= longest_proxy_header);
  }
}

TEST_CASE("a PROXY header that is asked for piece by piece is read in few pieces") {
  const auto header = "PROXY TCP6 ffff:f...f:ffff ffff:f...f:ffff 65535 65535\r\n"s;
  std::size_t pieces = 0;
  for (std::size_t at = 0; at < header.size(); ++pieces) {
    const auto so_far = read_proxy_header(std::string_view(header).substr(0, at));
    REQUIRE(so_far.state == progress::need_more);
    at += so_far.size;
  }
  CHECK(pieces <= 16);
}
