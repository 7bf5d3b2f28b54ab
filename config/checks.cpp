#include "config/checks.hpp"

#include "base/text.hpp"
#include "config/codec.hpp"
#include "config/sites.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace loadex::config {

namespace {

/// Whether a probe is to find a text where no body comes.
bool seeks_body_in_vain(const health_settings& health) {
  return !health.body.empty() && (health.probe == probe_kind::tcp || health.method == "HEAD");
}

/// Judges what holds in one pool, and for its backends. `where` is empty of a pool in section [global].
void check_pool(draft& result, const std::string& where, const traffic_settings& all,
                const std::vector<backend_settings>& backends) {
  const auto prefix = where.empty() ? std::string() : where + ": ";
  const std::string why = "body asks for a text in the answer, but a tcp probe and the method HEAD get none";
  if (seeks_body_in_vain(all.health)) {
    result.refuse(prefix + "health", why);
  } else {
    for (const auto& backend : backends)
      if (seeks_body_in_vain(effective_health(all.health, backend.health)))
        result.refuse(prefix + "health of " + backend.url.text(), why);
  }
  if (all.circuit.longest_ejection < all.circuit.ejection) {
    settings shown;
    shown.circuit = all.circuit;
    const auto value = [&](std::string_view key) { return find_setting("circuit", key)->print(shown); };
    result.refuse(prefix + "circuit.longest-ejection",
                  value("longest-ejection") + " is shorter than circuit.ejection, " + value("ejection"));
  }
}

/// What is wrong for all is told once.
void check_pools(draft& result) {
  const auto before = result.problems.size();
  check_pool(result, {}, result.all, result.all.global.backends);
  if (result.problems.size() > before)
    return;
  for (const auto& pool : result.all.pools)
    check_pool(result, result.named.at("pools." + pool.name), in_force(result.all, pool.own), pool.backends);
}

/// A key that stands twice is no JSON that everybody reads.
void check_log(draft& result) {
  const auto given = result.given.find(find_setting("log", "access-fields"));
  if (given == result.given.end())
    return;
  const auto& fields = result.all.log.access_fields;
  for (auto field = fields.begin(); field != fields.end(); ++field)
    if (std::find(fields.begin(), field, *field) != field)
      return result.refuse(given->second, std::string(to_string(*field)) + " is in the list already; leave one out");
}

void check_admin(draft& result) {
  const auto& listen = result.all.admin.listen;
  const auto* own = listen ? std::get_if<socket_address>(&*listen) : nullptr;
  if (!result.all.admin.key.empty() && result.all.admin.certificate.empty())
    result.refuse("admin.key", "means nothing without admin.certificate");
  if (own == nullptr && !result.all.admin.certificate.empty())
    result.refuse("admin.certificate", "means nothing without a port in admin.listen; a listener has tls={}");
  if (own == nullptr)
    return;
  const auto& global = result.all.global;
  if (result.opened.empty())
    for (const auto& address : global.address)
      if (const socket_address proxy{address, global.port}; overlap(*own, proxy))
        return result.refuse("admin.listen", own->text() + " is where the proxy listens, " + proxy.text() +
                                                 "; give it another port, or leave it empty to share the proxy's");
  for (const auto& listener : result.all.listeners)
    for (const auto& address : listener.address)
      if (const socket_address taken{address, listener.port}; overlap(*own, taken))
        return result.refuse("admin.listen", own->text() + " is where listener " + listener.name + " listens, " +
                                                 taken.text() + "; give it another port");
}

/// The place of `b` that `a` has already, if any.
std::optional<socket_address> contested(const listener_settings& a, const listener_settings& b) {
  if (a.port != b.port) // so are most of many
    return std::nullopt;
  for (const auto& mine : a.address)
    for (const auto& other : b.address)
      if (const socket_address wanted{other, b.port}; overlap({mine, a.port}, wanted))
        return wanted;
  return std::nullopt;
}

/// Refuses an address that another one of the same list has already.
void check_repeated(draft& result, const std::string& where, const std::vector<std::string>& addresses) {
  constexpr std::uint16_t same = 1; // port
  constexpr std::size_t most = 256; // a machine has few, and each is compared with each
  if (addresses.size() > most)
    return result.refuse(where, "has more than " + std::to_string(most) + " addresses; 0.0.0.0 and :: stand for all");
  for (auto later = addresses.begin(); later != addresses.end(); ++later)
    for (auto earlier = addresses.begin(); earlier != later; ++earlier)
      if (const socket_address wanted{*later, same}; overlap({*earlier, same}, wanted))
        return result.refuse(where, *later + " is in the list already, as " + *earlier + "; leave one out");
}

/// Each listener is refused once, so that many at one place have no more problems than there are of them.
void check_addresses(draft& result) {
  constexpr std::size_t most = 1'000; // each is compared with each
  const auto& all = result.all.listeners;
  if (all.size() > most)
    return result.refuse(result.opened.at(listeners_section),
                         "there are more than " + std::to_string(most) + " listeners; routes tell sites apart, too");
  for (const auto& listener : all)
    check_repeated(result, result.named.at("listeners." + listener.name) + ": address", listener.address);
  for (auto later = all.begin(); later != all.end(); ++later)
    for (auto earlier = all.begin(); earlier != later; ++earlier)
      if (const auto at = contested(*earlier, *later)) {
        result.refuse(result.named.at("listeners." + later->name),
                      at->text() + " is where listener " + earlier->name +
                          " listens; give one of them another port or address");
        break;
      }
}

/// Every use of a pool, with its place.
template <class Use>
void for_each_use(draft& result, Use use) {
  for (const auto& listener : result.all.listeners) {
    const auto here = result.at(result.named.at("listeners." + listener.name));
    for (std::size_t i = 0; i < listener.routes.size(); ++i)
      if (!listener.routes[i].pool.empty())
        use(listener.routes[i].pool, here.item("routes", i));
    if (listener.otherwise && !listener.otherwise->pool.empty())
      use(listener.otherwise->pool, here);
  }
}

std::vector<std::string> names_of_pools(const draft& result) {
  constexpr std::string_view prefix = "pools.";
  std::vector<std::string> names;
  for (const auto& [name, where] : result.named)
    if (name.starts_with(prefix))
      names.push_back(name.substr(prefix.size()));
  return names;
}

void check_uses(draft& result) {
  const auto names = names_of_pools(result);
  if (names.empty()) {
    bool used = false;
    for_each_use(result, [&](const std::string&, const place&) { used = true; });
    if (used && !result.opened.contains(pools_section))
      result.refuse(result.opened.at(listeners_section),
                    "section [listeners] names a pool, but there is none; write it in section [pools], such as "
                    R"(api={backends=[{url="http://host:port"}]})");
    return;
  }
  for_each_use(result, [&](const std::string& pool, const place& at) {
    if (std::ranges::find(names, pool) == names.end())
      at.in("pool").refuse("there is no pool " + pool + base::did_you_mean(pool, names));
  });
}

/// That each of both sections is there if it is needed, and nothing of the shape without them.
void check_shape(draft& result) {
  const auto names = names_of_pools(result);
  for (const auto& [row, where] : result.given)
    if (is_of_only_site(*row)) {
      const bool of_pool = row->key == "algo" || row->key == "backends";
      result.refuse(where, std::string("cannot stand beside the sections [listeners] and [pools]; give it to a ") +
                               (of_pool ? "pool in [pools]" : "listener in [listeners]"));
    }
  for (const auto& [section, where] : result.opened) {
    const auto prefix = section + ".";
    if (std::ranges::none_of(result.named, [&](const auto& known) { return known.first.starts_with(prefix); }))
      result.refuse(where, "section [" + section + "] is empty");
  }
  if (!result.opened.contains(listeners_section))
    result.refuse(result.opened.at(pools_section),
                  "section [pools] needs a listener; write it in section [listeners], such as web={port=8080, pool=" +
                      quoted(names.empty() ? "api" : names.front()) + "}");
}

} // namespace

void check_whole(draft& result) {
  check_pools(result);
  check_admin(result);
  check_log(result);
  if (const auto given = result.given.find(find_setting("global", "address")); given != result.given.end())
    check_repeated(result, given->second, result.all.global.address);
  if (result.unread) // what is missing may stand in what was not read
    return;
  if (!result.opened.empty()) {
    check_shape(result);
    check_addresses(result);
    check_uses(result);
  } else if (!result.given.contains(find_setting("global", "backends"))) {
    result.refuse("backends", "there is none; write --backends http://host:port,... or, in the file, "
                              R"(backends=[{url="http://host:port"}, ...] in section [global])");
  }
}

} // namespace loadex::config
