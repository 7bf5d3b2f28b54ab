#include "actors/sources/configuration.hpp"

namespace loadex::actors {

reconfigure configured(const config::snapshot::pool& wanted, const config::settings& all) {
  return {.source = {"configuration"},
          .wanted = wanted,
          .deadline = all.shutdown.deadline,
          .drops_added = all.admin.on_reload == config::live_changes::drop};
}

} // namespace loadex::actors
