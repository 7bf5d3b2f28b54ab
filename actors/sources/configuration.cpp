#include "actors/sources/configuration.hpp"

namespace loadex::actors {

reconfigure configured(const config::snapshot::pool& wanted, const config::settings& all) {
  return {{"configuration"}, wanted, all.shutdown.deadline};
}

} // namespace loadex::actors
