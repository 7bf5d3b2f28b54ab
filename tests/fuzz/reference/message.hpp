#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// A second reading of HTTP/1 heads, written for clarity from RFC 9112 and sharing nothing with the product's. It is
/// stricter in what it takes: whatever it refuses, the product must refuse too.
namespace loadex::tests::fuzz::reference {

struct field {
  std::string name; // in lower case
  std::string value;
};

/// A head taken apart at its line ends, colons and spaces.
struct message {
  std::vector<std::string> first_line; // three words; the third of a response may have spaces
  std::vector<field> fields;

  std::vector<std::string> values(std::string_view name) const;
};

enum class body_kind { none, length, chunked, until_close };

/// How a body ends.
struct body {
  body_kind kind = body_kind::none;
  std::uint64_t length = 0;

  bool operator==(const body&) const = default;
};

/// The head that `text` is, from its first line to its empty line; nothing if a line is malformed.
std::optional<message> parse(std::string_view text);

/// What the fields say of the end of the body, `without` if they say nothing; nothing if they can be read in two ways.
/// `modern`: in HTTP/1.1.
std::optional<body> announced(const message& head, bool modern, body_kind without);

/// How the body of a request ends (RFC 9112 section 6.3), if it can be read in one way only and the request may be
/// forwarded.
std::optional<body> body_of_request(const message& head);

/// The same of a response to a request with this method.
std::optional<body> body_of_response(const message& head, std::string_view asked);

} // namespace loadex::tests::fuzz::reference
