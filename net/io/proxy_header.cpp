#include "net/io/proxy_header.hpp"

#include "base/text.hpp"

#include <boost/asio/ip/address.hpp>

#include <algorithm>
#include <array>
#include <cstdint>

namespace loadex::net::io {

namespace {

using namespace std::string_view_literals;
using progress = proxy_header::progress;

constexpr auto signature_1 = "PROXY "sv;
constexpr auto signature_2 = "\r\n\r\n\0\r\nQUIT\n"sv;
constexpr std::size_t shortest_1 = "PROXY UNKNOWN\r\n"sv.size();
constexpr std::size_t longest_1 = 107;
constexpr std::size_t fixed_2 = 16; // bytes of version 2 before the addresses
constexpr std::size_t most_after_fixed = longest_proxy_header - fixed_2;

proxy_header bad(std::string_view why) {
  return {progress::bad, 0, why, {}};
}

proxy_header more(std::size_t at_least) {
  return {progress::need_more, at_least, {}, {}};
}

proxy_header complete(std::size_t size, std::optional<tcp_endpoint> client) {
  return {progress::complete, size, {}, client};
}

bool agrees(std::string_view bytes, std::string_view signature) {
  return bytes.substr(0, signature.size()) == signature.substr(0, bytes.size());
}

// Version 1: a line of words.

/// How many bytes a line of version 1 without an end has at least in front of it: the words that have not begun, each
/// with the space before it, and the end.
std::size_t missing_of_line(std::string_view line) {
  const bool names_client = line.starts_with("PROXY TCP");
  const std::size_t shortest_address = line.starts_with("PROXY TCP4") ? "0.0.0.0"sv.size() : "::"sv.size();
  const std::array words{shortest_address, shortest_address, std::size_t{1}, std::size_t{1}};
  std::size_t missing = line.ends_with('\r') ? 1 : 2;
  const auto begun = static_cast<std::size_t>(std::ranges::count(line, ' ')); // the first is that behind PROXY
  for (std::size_t i = begun == 0 ? 0 : begun - 1; names_client && i < words.size(); ++i)
    missing += 1 + words[i];
  if (line.ends_with(' ') && names_client && begun >= 2 && begun < 2 + words.size())
    missing += words[begun - 2]; // has not begun
  return std::max(missing, shortest_1 - std::min(shortest_1, line.size()));
}

std::optional<asio::ip::address> read_address(std::string_view word, bool v6) {
  if (word.find_first_not_of("0123456789abcdefABCDEF:.") != std::string_view::npos) // such as a zone
    return std::nullopt;
  error_code error;
  const auto address = asio::ip::make_address(word, error);
  return error || address.is_v6() != v6 ? std::nullopt : std::optional(address);
}

std::optional<std::uint16_t> read_port(std::string_view word) {
  return word.size() > 1 && word.starts_with('0') ? std::nullopt : base::number_from<std::uint16_t>(word);
}

/// Takes the word before the next space, and that.
std::string_view take_word(std::string_view& text) {
  const auto word = text.substr(0, text.find(' '));
  text.remove_prefix(std::min(text.size(), word.size() + 1));
  return word;
}

proxy_header read_line(std::string_view bytes) {
  const auto end = bytes.find('\n');
  const auto line = bytes.substr(0, end);
  if (line.substr(0, line.size() - line.ends_with('\r')).find('\r') != std::string_view::npos)
    return bad("a carriage return in the line");
  if (end == std::string_view::npos) {
    if (bytes.size() >= longest_1)
      return bad("the line is too long");
    return more(std::min(missing_of_line(bytes), longest_1 - bytes.size()));
  }
  const auto size = end + 1;
  if (size > longest_1)
    return bad("the line is too long");
  if (!line.ends_with('\r'))
    return bad("no carriage return at the end of the line");

  auto words = line.substr(signature_1.size(), line.size() - signature_1.size() - 1);
  const auto protocol = take_word(words);
  if (protocol == "UNKNOWN")
    return complete(size, {});
  if (protocol != "TCP4" && protocol != "TCP6")
    return bad("neither TCP4, TCP6 nor UNKNOWN");
  const bool v6 = protocol == "TCP6";
  if (std::ranges::count(words, ' ') != 3)
    return bad("not two addresses and two ports");
  const auto source = read_address(take_word(words), v6);
  const auto destination = read_address(take_word(words), v6);
  const auto source_port = read_port(take_word(words));
  const auto destination_port = read_port(take_word(words));
  if (!source || !destination)
    return bad("an address that is none");
  if (!source_port || !destination_port)
    return bad("a port that is none");
  return complete(size, tcp_endpoint(*source, *source_port));
}

// Version 2: numbers in network order.

std::uint16_t number_at(std::string_view bytes, std::size_t at) {
  return static_cast<std::uint16_t>(static_cast<unsigned char>(bytes[at]) << 8 |
                                    static_cast<unsigned char>(bytes[at + 1]));
}

constexpr auto crc32c_table = [] {
  std::array<std::uint32_t, 256> table{};
  for (std::uint32_t i = 0; i < table.size(); ++i) {
    table[i] = i;
    for (int bit = 0; bit < 8; ++bit)
      table[i] = table[i] >> 1 ^ (table[i] & 1 ? 0x82f63b78U : 0);
  }
  return table;
}();

/// CRC32c of `bytes` with four of them, from `hole` on, read as zero.
std::uint32_t crc32c(std::string_view bytes, std::size_t hole) {
  std::uint32_t sum = ~0U;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const auto byte = i >= hole && i < hole + 4 ? 0U : static_cast<unsigned char>(bytes[i]);
    sum = sum >> 8 ^ crc32c_table[(sum ^ byte) & 0xff];
  }
  return ~sum;
}

/// What is wrong with the values (type, length, bytes) from `at` to the end of the header; empty: nothing.
std::string_view fault_of_values(std::string_view header, std::size_t at) {
  constexpr char checksum = 3; // PP2_TYPE_CRC32C
  while (at < header.size()) {
    if (header.size() - at < 3 || header.size() - at - 3 < number_at(header, at + 1))
      return "a value that is longer than the header";
    const auto length = number_at(header, at + 1);
    const auto value = at + 3;
    if (header[at] == checksum) {
      if (length != 4)
        return "a checksum that is none";
      const auto said = std::uint32_t{number_at(header, value)} << 16 | number_at(header, value + 2);
      if (said != crc32c(header, value))
        return "a checksum that does not fit";
    }
    at = value + length;
  }
  return {};
}

template <class Bytes>
Bytes bytes_at(std::string_view text, std::size_t at) {
  Bytes bytes;
  std::transform(text.begin() + at, text.begin() + at + bytes.size(), bytes.begin(),
                 [](char c) { return static_cast<unsigned char>(c); });
  return bytes;
}

proxy_header read_binary(std::string_view bytes) {
  constexpr std::size_t command_at = 12;
  constexpr std::size_t family_at = 13;
  constexpr std::size_t length_at = 14;
  constexpr char local = 0x20;
  constexpr char proxied = 0x21;
  if (bytes.size() > command_at && bytes[command_at] != local && bytes[command_at] != proxied)
    return bad("neither version 2 nor a command of it");
  if (bytes.size() < fixed_2)
    return more(fixed_2 - bytes.size());
  const std::size_t length = number_at(bytes, length_at);
  if (length > most_after_fixed)
    return bad("the header is too long");
  const auto size = fixed_2 + length;
  if (bytes.size() < size)
    return more(size - bytes.size());
  const auto header = bytes.substr(0, size);
  if (header[command_at] == local) // its addresses mean nothing, whatever they are
    return complete(size, {});

  using v4 = asio::ip::address_v4;
  using v6 = asio::ip::address_v6;
  std::size_t addresses = 0;
  std::optional<tcp_endpoint> client;
  switch (header[family_at]) {
  case 0x00: // unspecified
    return complete(size, {});
  case 0x11: // TCP over IPv4
    addresses = 12;
    if (length >= addresses)
      client.emplace(v4(bytes_at<v4::bytes_type>(header, fixed_2)), number_at(header, fixed_2 + 8));
    break;
  case 0x21: // TCP over IPv6
    addresses = 36;
    if (length >= addresses)
      client.emplace(v6(bytes_at<v6::bytes_type>(header, fixed_2)), number_at(header, fixed_2 + 32));
    break;
  case 0x31: // a stream over a Unix socket: it has no address of the network
    addresses = 216;
    break;
  default:
    return bad("neither TCP nor a stream");
  }
  if (length < addresses)
    return bad("the header is too short for its addresses");
  if (const auto fault = fault_of_values(header, fixed_2 + addresses); !fault.empty())
    return bad(fault);
  return complete(size, client);
}

} // namespace

proxy_header read_proxy_header(std::string_view bytes) {
  if (bytes.empty())
    return more(shortest_1); // of which version 2 has more
  if (agrees(bytes, signature_1))
    return bytes.size() < signature_1.size() ? more(shortest_1 - bytes.size()) : read_line(bytes);
  if (agrees(bytes, signature_2))
    return read_binary(bytes);
  return bad("no PROXY header");
}

} // namespace loadex::net::io
