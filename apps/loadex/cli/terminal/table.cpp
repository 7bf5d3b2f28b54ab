#include "apps/loadex/cli/terminal/table.hpp"

#include "apps/loadex/cli/terminal/printable.hpp"

#include <algorithm>
#include <utility>

namespace loadex::cli {

text_table::text_table(std::vector<table_column> columns)
    : columns_{std::move(columns)}
    , widths_(columns_.size(), 0) {
  std::vector<table_cell> heading;
  for (const auto& column : columns_)
    heading.emplace_back(column.title);
  add(std::move(heading));
}

void text_table::add(std::vector<table_cell> row) {
  for (std::size_t i = 0; i < widths_.size(); ++i) {
    row[i].text = printable(row[i].text);
    widths_[i] = std::max(widths_[i], columns_of(row[i].text));
  }
  rows_.push_back(std::move(row));
}

std::string text_table::text() const {
  std::string all;
  for (const auto& row : rows_)
    all += line(row) + "\n";
  return all;
}

std::string text_table::line(const std::vector<table_cell>& row) const {
  std::string written;
  std::string blanks; // to come, if anything follows
  for (std::size_t i = 0; i < row.size(); ++i) {
    const auto& [text, colour] = row[i];
    const std::string padding(widths_[i] - columns_of(text), ' ');
    blanks += columns_[i].is_number ? padding : "";
    if (!text.empty())
      written += std::exchange(blanks, {}) + (colour ? fmt::format(fmt::fg(*colour), "{}", text) : text);
    blanks += (columns_[i].is_number ? "" : padding) + "  ";
  }
  return written;
}

} // namespace loadex::cli
