#include "net/admin/configuration.hpp"

namespace loadex::net::admin {

std::string tag_of(const config::settings& in_force, const std::string& id_of_file) {
  const auto id = config::id_of(in_force);
  return id == id_of_file ? id : id + "-" + id_of_file;
}

} // namespace loadex::net::admin
