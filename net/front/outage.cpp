#include "net/front/outage.hpp"

#include <chrono>

namespace loadex::net::front {

std::string about_outage(const actors::pool_view& of) {
  if (!of.down)
    return {};
  const auto age = std::chrono::duration_cast<std::chrono::seconds>(std::chrono::system_clock::now() - of.down->since);
  const auto since = "None has been for " + std::to_string(age.count()) + " s";
  if (of.down->why == base::reason::none) // it was ordered
    return since + ".";
  return since + "; the last change was for the reason " + std::string(to_string(of.down->why)) + ".";
}

} // namespace loadex::net::front
