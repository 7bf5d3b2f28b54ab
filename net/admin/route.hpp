#pragma once

#include "net/admin/answer.hpp"
#include "net/admin/description.hpp"
#include "net/admin/pool_directory.hpp"
#include "net/admin/request.hpp"
#include "net/admin/surroundings.hpp"
#include "net/io/types.hpp"

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace loadex::net::admin {

/// A request on its way to its handler. What it refers to stays until the handler has answered.
struct call {
  const request& asked;
  const surroundings& home;
  executor on; // of the request's connection: the handler runs there
  const pool_directory& pools;
  bool ready;                       // traffic is welcome
  std::vector<std::string> in_path; // what stands there for the route's names, in their order, percent-decoded
};

/// One of our addresses and what one method does there: a row of the table that answers requests, knows which paths are
/// ours, and makes docs/reference/addresses.md and /openapi.json.
struct route {
  static constexpr std::size_t usual_body = 64 * 1024; // bytes
  enum class who { everybody, admins };
  using handler = awaitable<answer> (*)(call);

  std::string_view method = {}; // GET answers HEAD too; empty: of an address that is kept for later
  std::string_view path;        // where it has a {name}, one segment stands, whatever it is
  bool below = false;           // the path and all that is below it, where no row says more
  bool operational = false;     // `[admin] operations-paths` may give it to the backends
  bool strict = false;          // of the API: refuses in problem+json, and what it does not know
  who may = who::admins;
  bool only_tells = false;                         // whatever its method: changes nothing
  bool is_form = false;                            // shows nothing, but where a token can be given: needs none itself
  std::string_view query = {};                     // an example, for people; a strict one takes these parameters
  bool takes_body = false;                         // the handler wants it
  std::string_view body_type = "application/json"; // of that
  std::size_t most_body = usual_body;              // bytes of it
  handler handle = nullptr;                        // none: kept for later, 404
  std::string_view summary = {};                   // what it answers, one line for people
  description told = {};                           // the rest, for programs

  bool covers(std::string_view asked) const noexcept;
  bool takes(std::string_view asked) const noexcept { return asked == method || (asked == "HEAD" && method == "GET"); }
};

/// What stands in `asked`, which the row covers, for the names of its path, percent-decoded.
std::vector<std::string> values_in(const route& row, std::string_view asked);

/// The row for `path` that says most about it, if it can be for that `method`; nullptr: the path is not ours.
const route* find_route(std::span<const route> table, std::string_view path, std::string_view method) noexcept;

/// Whether a row has `path`, where a listener has ours: as `[admin] operations-paths` says.
bool cover(std::span<const route> table, std::string_view path, const config::admin_settings& how) noexcept;

/// The methods that `at` can be asked with, as an Allow header has them.
std::string allowed_methods(std::span<const route> table, const route& at);

} // namespace loadex::net::admin
