#pragma once

#include "config/place.hpp"
#include "config/settings.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace caf {
class config_value;
}

namespace loadex::config {

/// The pool: `[{url="http://10.0.0.1:8001", weight=2}, ...]` in the file; on the command line a comma list, each entry
/// `URL`, `URL;weight=2` or `URL=2`. At least one, none twice. All wrong entries are named at once.
struct backends_codec {
  std::string type() const;
  std::vector<backend_settings> parse(std::string_view text) const;
  std::vector<backend_settings> read(const caf::config_value& value) const;
  std::string print(const std::vector<backend_settings>& backends) const;
};

/// Reads `backends=[...]` of a pool; `at` is the pool's place.
std::vector<backend_settings> read_backends(const caf::config_value& value, const place& at);

} // namespace loadex::config
