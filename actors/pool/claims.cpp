#include "actors/pool/claims.hpp"

#include "config/live.hpp"

#include <algorithm>
#include <set>

namespace loadex::actors {

using config::alike;

claims::difference claims::replace(const member_source& source, const std::vector<config::backend_settings>& all) {
  difference found;
  std::set<std::string> named;
  for (const auto& wanted : all) {
    const auto authority = wanted.url.authority();
    if (!named.insert(authority).second)
      continue;
    auto& of = by_authority_[authority];
    const auto own = std::ranges::find(of, source, &claim::by);
    if (own == of.end()) {
      of.push_back({source, wanted});
      found.added.push_back(wanted);
      continue;
    }
    if (own == of.begin() && !alike(own->wanted, wanted))
      found.changed.push_back(wanted);
    own->wanted = wanted;
  }
  for (auto it = by_authority_.begin(); it != by_authority_.end();) {
    auto& of = it->second;
    const auto own = named.contains(it->first) ? of.end() : std::ranges::find(of, source, &claim::by);
    if (own == of.end()) {
      ++it;
    } else if (of.size() == 1) {
      found.missing.push_back(own->wanted.url);
      it = by_authority_.erase(it);
    } else {
      const auto before = of.front().wanted;
      of.erase(own);
      if (!alike(before, of.front().wanted))
        found.changed.push_back(of.front().wanted);
      ++it;
    }
  }
  return found;
}

bool claims::is_first(const member_source& source, const config::backend_url& wanted) const {
  const auto of = by_authority_.find(wanted.authority());
  return of != by_authority_.end() && of->second.front().by == source;
}

std::string claims::first_source(const config::backend_url& wanted) const {
  const auto of = by_authority_.find(wanted.authority());
  return of == by_authority_.end() ? std::string() : of->second.front().by.name;
}

void claims::add(const member_source& source, const config::backend_settings& wanted) {
  auto& of = by_authority_[wanted.url.authority()];
  if (std::ranges::find(of, source, &claim::by) == of.end())
    of.push_back({source, wanted});
}

void claims::withdraw(const member_source& source, const config::backend_url& unwanted) {
  const auto of = by_authority_.find(unwanted.authority());
  if (of == by_authority_.end())
    return;
  std::erase_if(of->second, [&](const claim& c) { return c.by == source; });
  if (of->second.empty())
    by_authority_.erase(of);
}

} // namespace loadex::actors
