#pragma once

#include "actors/messages/pool_orders.hpp"

#include <map>
#include <string>
#include <vector>

namespace loadex::actors {

/// Which source wants which backends. How a backend is to be is said by whoever was the first of those who want it.
class claims {
public:
  /// What a source's new set means for the pool.
  struct difference {
    std::vector<config::backend_settings> added;   // the source had not wanted these; in its order
    std::vector<config::backend_settings> changed; // are to be another way than before
    std::vector<config::backend_url> missing;      // nobody wants these any more

    bool empty() const noexcept { return added.empty() && changed.empty() && missing.empty(); }
  };

  /// From now on `source` wants `all`, and nothing else. One that is named twice is as it is named first.
  difference replace(const member_source& source, const std::vector<config::backend_settings>& all);

  /// Whether it is `source` who says how that one is to be.
  bool is_first(const member_source& source, const config::backend_url& wanted) const;

  /// The name of the source who says how that one is to be; empty if nobody wants it.
  std::string first_source(const config::backend_url& wanted) const;

  /// `source` wants this one, too.
  void add(const member_source& source, const config::backend_settings& wanted);

  /// `source` does not want this one any more.
  void withdraw(const member_source& source, const config::backend_url& unwanted);

  /// Calls `with` for each source and how it wants a backend, for each backend the oldest first.
  template <class With>
  void tell(With with) const {
    for (const auto& [authority, of] : by_authority_)
      for (const auto& one : of)
        with(one.by, one.wanted);
  }

private:
  struct claim {
    member_source by;
    config::backend_settings wanted;
  };

  std::map<std::string, std::vector<claim>> by_authority_; // the oldest claim first; none is empty
};

} // namespace loadex::actors
