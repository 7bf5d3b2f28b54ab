#pragma once

#include "config/place.hpp"
#include "config/settings.hpp"

#include <optional>
#include <string>
#include <vector>

namespace caf {
class config_value;
}

/// The section [saved]: what was changed of pools while the process ran, and written into the file.
namespace loadex::config {

inline constexpr const char* saved_section = "saved";

/// What is to hold of a pool, whatever the other sections say.
struct saved_pool {
  std::string name;
  std::optional<algorithm> algo{};
  std::optional<std::vector<backend_settings>> backends{};
};

/// Reads `main={algo="first", backends=[...]}`, of which one may be missing.
saved_pool read_saved_pool(const std::string& name, const caf::config_value& value, const place& at);

/// Has it hold in `all`; tells if there is no such pool.
void apply(const saved_pool& saved, settings& all, const place& at);

/// As the file has it, on several lines.
std::string print_saved_pool(const saved_pool& saved);

} // namespace loadex::config
