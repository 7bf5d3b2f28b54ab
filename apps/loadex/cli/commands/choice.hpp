#pragma once

#include "apps/loadex/cli/daemon/api.hpp"
#include "apps/loadex/cli/daemon/backend_name.hpp"
#include "apps/loadex/cli/daemon/daemon_access.hpp"
#include "apps/loadex/cli/terminal/output.hpp"
#include "base/expected.hpp"

#include <cstdint>
#include <string>

/// What a command is about, and what the daemon knows of it.
namespace loadex::cli {

/// A pool of a daemon.
struct pool_choice {
  daemon_access daemon{};
  std::string pool{}; // empty: the only one, or the one called main
  output_format format = output_format::table;
};

/// A backend in one.
struct backend_choice : pool_choice {
  backend_name backend{};
};

/// A backend as the daemon knows it.
struct known_backend {
  std::string pool;
  std::uint64_t id = 0;
  std::string url;

  /// A question about it, or an order to it.
  api_question question(http_method method, const std::string& order = {}) const;
};

/// The pool that is named, else the one that need not be.
base::expected<std::string> pool_meant(const pool_choice& of);

/// The backend that is meant.
base::expected<known_backend> find(const backend_choice& which);

} // namespace loadex::cli
