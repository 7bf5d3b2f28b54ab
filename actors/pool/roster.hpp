#pragma once

#include "actors/pool/explanation.hpp"
#include "actors/pool/pool_view.hpp"
#include "actors/pool/roster_entry.hpp"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

namespace loadex::actors {

/// The members of a pool, in order of addition, so of id.
class roster {
public:
  std::vector<roster_entry>& entries() noexcept { return entries_; }
  const std::vector<roster_entry>& entries() const noexcept { return entries_; }

  /// The entry of that name; null if there is none.
  roster_entry* find(const backend_name& who) noexcept;

  /// What the latest probe has found.
  void note(const probe_news& news);

  /// Whether `who`, who is down, may be ejected, if at most `most` % of those in service may be out for what became of
  /// requests: all but one at the very most.
  bool may_eject(const roster_entry& who, unsigned most) const noexcept;

  /// Whether `who`, who is available, may be taken out for it: if others are, too, and under the same limit.
  bool may_take_out(const roster_entry& who, unsigned most) const noexcept;

  /// Of those out for it, one that must come back, because they are more than that, or because nobody is available: who
  /// passes its probes, and of these the one that has been out for the longest. Else null.
  roster_entry* to_readmit(unsigned most) noexcept;

  /// Whether requests have somewhere to go, also if no cookie says where.
  bool anybody_available() const noexcept;

  /// Whether they have if one does.
  bool anybody_healthy() const noexcept { return std::ranges::any_of(entries_, &roster_entry::available); }

  /// What workers get to see. `load` is shared with the backend actors. `desperate`: if nobody is available, all that
  /// are in service are offered.
  std::unique_ptr<pool_view> make_view(std::uint64_t version, config::algorithm which,
                                       const config::balancing_settings& settings, const balancing::shared_load& load,
                                       bool desperate) const;

  /// All but the algorithm and the settings.
  pool_description summarize() const;

  /// All of them, or only that one; all but the source.
  std::vector<backend_description> describe(std::optional<balancing::backend_id> only) const;

  /// Who of `newest`, made from this roster as it is, would get the request that `asked` describes, and why nobody
  /// else. `turns`: those taken so far.
  explanation explain_choice(const pool_view& newest, const explain& asked, std::uint64_t turns,
                             const config::balancing_settings& settings,
                             std::chrono::steady_clock::time_point now) const;

private:
  std::size_t most_out(unsigned percent) const noexcept;

  std::vector<roster_entry> entries_;
};

} // namespace loadex::actors
