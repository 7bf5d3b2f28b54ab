#pragma once

#include <fmt/color.h>

#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace loadex::cli {

struct table_column {
  std::string title;
  bool is_number = false; // stands to the right
};

struct table_cell {
  table_cell(std::string shown, std::optional<fmt::terminal_color> in = std::nullopt)
      : text{std::move(shown)}
      , colour{in} {}

  std::string text;
  std::optional<fmt::terminal_color> colour;
};

/// A heading and rows of as many cells each, aligned; no line ends in blanks.
class text_table {
public:
  explicit text_table(std::vector<table_column> columns);

  void add(std::vector<table_cell> row);

  std::string text() const;

private:
  std::string line(const std::vector<table_cell>& row) const;

  std::vector<table_column> columns_;
  std::vector<std::size_t> widths_;
  std::vector<std::vector<table_cell>> rows_; // the heading first
};

} // namespace loadex::cli
