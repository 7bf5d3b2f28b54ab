#include "actors/sources/configuration.hpp"

namespace loadex::actors {

set_members configured_members(const config::settings& all) {
  return {{"configuration"}, all.global.backends, all.shutdown.deadline, {}};
}

} // namespace loadex::actors
