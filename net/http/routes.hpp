#pragma once

#include "config/settings.hpp"
#include "net/http/framing.hpp"
#include "net/http/head.hpp"
#include "net/http/text_table.hpp"

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace loadex::net::http {

/// Which route takes a request.
struct routed {
  std::optional<std::size_t> route; // its place in the file; none: none takes it

  /// Another server may read the path as one that another route takes, or none: see path_doubt. So may nobody tell who
  /// has a %00 or more than two kinds of doubt in it.
  bool ambiguous = false;
};

/// The routes of a listener, in a form that is quick to ask. Of those that take a request, the first counts by: host (a
/// name before `*.suffix`, a longer suffix before a shorter one, no host last), then path (exact before what is below,
/// the longest first), then conditions (one on the method first, then one on the client, then more headers before
/// fewer), then the file's order. So a route whose conditions are not met leaves the request to the next, be it of a
/// less specific host.
class routes {
public:
  explicit routes(std::span<const config::route_settings> settings);

  bool empty() const noexcept { return conditions_.empty(); }

  /// `verified`: the client has shown a good certificate. `scratch` is used where the path is not in normal spelling;
  /// nothing else allocates memory.
  routed find(const request_head& head, const request_framing& framing, bool verified, std::string& scratch) const;

  /// Those that take requests of this host, as a client writes it, and this path, in normal spelling, if their
  /// conditions are met: the first comes first.
  std::vector<std::size_t> in_order(std::string_view host, std::string_view path) const;

  /// Whether the conditions of that route on the client, method and headers are met.
  bool takes(std::size_t route, const request_head& head, bool verified) const;

private:
  struct header_row {
    field known;
    std::string name;
    std::optional<std::string> value;
  };
  struct conditions {
    bool verified = false;
    std::vector<std::string> methods;
    std::vector<header_row> headers;
  };
  using by_path = text_table<std::vector<std::size_t>, letter_case::counts>;
  using lengths = std::vector<std::size_t>; // of the keys of a map, each once, the longest first

  /// The routes of one host. Paths stand without a slash at their end: the root is empty.
  struct site {
    by_path exact;
    by_path below;
    lengths depths; // of the keys of `below`
  };

  site& site_of(std::string_view host);

  template <class Visit>
  bool visit(std::string_view host, std::string_view path, Visit wants) const;
  template <class Visit>
  static bool visit(const site& at, std::string_view path, Visit wants);

  /// What is asked for, but for the path.
  struct asked {
    const request_head& head;
    std::string_view host;
    bool verified;
  };

  std::optional<std::size_t> look_up(const asked& what, std::string_view path) const;
  bool read_otherwise(const asked& what, std::string_view path, unsigned doubts, std::optional<std::size_t> found,
                      std::string& scratch) const;

  std::vector<conditions> conditions_; // of each route
  text_table<site, letter_case::ignored> names_;
  text_table<site, letter_case::ignored> suffixes_; // with the dot at their start
  lengths suffix_lengths_;
  site anywhere_;
};

/// A host as routes go by it: without a port and a dot at its end.
std::string_view host_of(std::string_view authority) noexcept;

} // namespace loadex::net::http
