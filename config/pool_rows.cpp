#include "config/pool_rows.hpp"

#include "config/backends_codec.hpp"

namespace loadex::config {

namespace {

std::vector<map_row<pool_settings>> make_rows() {
  using p = pool_settings;
  map_rows<p> rows;
  rows.add("algo", &p::algo, algorithm_codec{}, "How a backend is chosen, as `algo` says", writing::always);
  rows.add(
      {.key = "backends",
       .type = backends_codec{}.type(),
       .help = "Where its requests go; needed",
       .read = [](p& to, const caf::config_value& value, const place& at) { to.backends = read_backends(value, at); },
       .print = [](const p& pool) { return backends_codec{}.print(pool.backends); }});
  rows.add_own(&p::own, scope::pool);
  return rows.take();
}

} // namespace

const std::vector<map_row<pool_settings>>& pool_rows() {
  static const auto rows = make_rows();
  return rows;
}

pool_settings read_pool(const std::string& name, const caf::config_value& value, const place& at) {
  pool_settings pool{.name = name, .backends = {}};
  const auto* map = map_in(value);
  if (!map) {
    at.refuse(shown(value) + R"( is not of the form {backends=[{url="http://host:port"}, ...]})");
    return pool;
  }
  read_map(pool_rows(), pool, *map, at);
  if (!map->contains("backends"))
    at.refuse(R"(there is no backend; write backends=[{url="http://host:port"}, ...])");
  return pool;
}

} // namespace loadex::config
