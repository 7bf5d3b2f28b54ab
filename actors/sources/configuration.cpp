#include "actors/sources/configuration.hpp"

namespace loadex::actors {

reconfigure configured(const config::snapshot::pool& wanted, const config::settings& all) {
  return {{"configuration"}, wanted, all.shutdown.deadline, all.admin.on_reload == config::live_changes::drop};
}

} // namespace loadex::actors
