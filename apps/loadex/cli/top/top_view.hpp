#pragma once

#include "apps/loadex/cli/text/figures.hpp"
#include "apps/loadex/cli/top/top_layout.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace loadex::cli {

struct screen_size {
  std::size_t columns = 80;
  std::size_t rows = 24;
};

/// What is on the screen of `loadex top`: what was pressed so far, and how that and the figures look.
class top_view {
public:
  explicit top_view(std::string daemon)
      : daemon_{std::move(daemon)} {}

  /// Keys, as a terminal sends them.
  void press(std::string_view keys);

  /// The newest figures, or why there are none.
  void update(figures now);
  void update_failed(const std::string& why) { problem_ = why.substr(0, why.find('\n')); }

  /// The lines of the screen: at most as many as it has rows, none wider than it is.
  std::vector<std::string> lines(screen_size size, bool colours) const;

  bool is_over() const noexcept { return is_over_; }
  bool is_paused() const noexcept { return is_paused_; }

private:
  void press_one(std::string_view key);
  void type(std::string_view key);
  void sort_by(top_column column);
  std::vector<const backend_figures*> shown() const;
  std::string label(const backend_figures& one) const;
  bool comes_first(const backend_figures& a, const backend_figures& b) const;
  std::vector<std::string> heading(screen_size size, bool colours) const;
  std::string footing(screen_size size) const;

  std::string daemon_;
  figures now_{};
  bool has_several_pools_ = false;
  std::string problem_;
  std::string filter_; // of the label
  top_column sorted_by_ = top_column::backend;
  bool reversed_ = false;
  bool is_typing_ = false; // the filter
  bool is_helping_ = false;
  bool is_paused_ = false;
  bool is_over_ = false;
  std::size_t first_ = 0; // backend on the screen, of those sorted
};

} // namespace loadex::cli
