#include "net/limits/client_connections.hpp"

#include "net/limits/client_key.hpp"

namespace loadex::net::limits {

std::optional<client_connections::place> client_connections::enter(const base::address_bytes& client) {
  const auto most = most_.load(std::memory_order_relaxed);
  if (most == 0)
    return place();
  const std::lock_guard lock(mutex_);
  const auto entry = open_.try_emplace(client_key(client)).first;
  if (entry->second >= most)
    return std::nullopt;
  ++entry->second;
  return place(&entry->first, leave{this}); // the nodes of an unordered_map stay where they are
}

void client_connections::leave::operator()(const std::uint64_t* client) const {
  const std::lock_guard lock(from->mutex_);
  const auto entry = from->open_.find(*client);
  if (--entry->second == 0)
    from->open_.erase(entry);
}

} // namespace loadex::net::limits
