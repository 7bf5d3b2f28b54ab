#pragma once

#include "apps/loadex/cli/text/figures.hpp"

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

/// The table of `loadex top`: what of it there is room for.
namespace loadex::cli {

/// What the backends may be sorted by, as the screen has it from left to right.
enum class top_column { backend, state, requests, errors, in_flight, queued, p50, p95, p99 };

inline constexpr std::size_t widest_picture = 60; // columns: a second each

/// A column of figures: its width, and whether it goes before or after others where there is not room for all.
struct figure_column {
  top_column what;
  std::string_view title;
  std::size_t width;
  unsigned rank;
};

/// What of a row finds its place: the backend's label, figures, and a picture of its requests if its width is not 0.
struct top_layout {
  std::size_t label = 0;
  std::vector<figure_column> columns;
  std::size_t picture = 0;
};

top_layout fit(std::size_t width, std::size_t longest_label);

/// A row of it, whose figures are what `text` says, each as wide as its column.
std::string row(const top_layout& by, const std::string& label, const std::string& picture,
                const std::function<std::string(const figure_column&)>& text);

/// `text` in exactly that width.
std::string padded(std::string text, std::size_t width, bool to_the_right);

/// A figure, as it is shown and as it is sorted by.
std::string figure(const backend_figures& one, top_column what);
double magnitude(const backend_figures& one, top_column what);

} // namespace loadex::cli
