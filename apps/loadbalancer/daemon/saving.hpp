#pragma once

#include "actors/messages/pool_orders.hpp"
#include "apps/loadbalancer/daemon/configuration_source.hpp"
#include "net/admin/configuration.hpp"

#include <string>
#include <variant>
#include <vector>

namespace loadex {

/// What is to be written into the file, and what that means.
struct saving {
  std::string text;
  std::string id; // of the settings that are read from it
  net::admin::configuration_saved told;
};

/// Finds what to write for the file to say what the pools are `now`. `known`: the id of the settings that were read
/// from the file last; a file that says something else by now is not written over.
net::admin::or_denial<saving> make_saving(const configuration_source& from, const std::string& known,
                                          const std::vector<actors::settings_in_force>& now);

} // namespace loadex
