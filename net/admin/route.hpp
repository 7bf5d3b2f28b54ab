#pragma once

#include "net/admin/answer.hpp"
#include "net/admin/pool_directory.hpp"
#include "net/admin/request.hpp"
#include "net/admin/surroundings.hpp"
#include "net/io/types.hpp"

#include <span>
#include <string>
#include <string_view>

namespace loadex::net::admin {

/// A request on its way to its handler. What it refers to stays until the handler has answered.
struct call {
  const request& asked;
  const surroundings& home;
  executor on; // of the request's connection: the handler runs there
  const pool_directory& pools;
  bool ready; // traffic is welcome
};

/// One of our addresses and what one method does there: a row of the table that answers requests, knows which paths are
/// ours, and makes docs/reference/addresses.md.
struct route {
  enum class who { everybody, admins };
  using handler = awaitable<answer> (*)(call);

  std::string_view method = {}; // GET answers HEAD too; empty: of an address that is kept for later
  std::string_view path;
  bool below = false;       // the path and all that is below it, where no row says more
  bool operational = false; // `[admin] operations-paths` may give it to the backends
  who may = who::admins;
  std::string_view query = {};   // an example, for people
  bool takes_body = false;       // the handler wants it, of at most 64 KiB
  handler handle = nullptr;      // none: kept for later, 404
  std::string_view summary = {}; // what it answers, one line for people

  bool covers(std::string_view asked) const noexcept {
    return asked.starts_with(path) && (asked.size() == path.size() || (below && asked[path.size()] == '/'));
  }
  bool takes(std::string_view asked) const noexcept { return asked == method || (asked == "HEAD" && method == "GET"); }
};

/// The row for `path` that says most about it, if it can be for that `method`; nullptr: the path is not ours.
const route* find_route(std::span<const route> table, std::string_view path, std::string_view method) noexcept;

/// The methods that `at` can be asked with, as an Allow header has them.
std::string allowed_methods(std::span<const route> table, const route& at);

} // namespace loadex::net::admin
