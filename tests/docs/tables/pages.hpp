#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

/// The pages of this tree, as text.
namespace loadex::tests::docs {

/// All of a file, named from the top of the tree.
std::string content(const std::string& name);

/// The README, CONTRIBUTING and every page of docs/.
std::vector<std::string> pages();

/// A part of a page that is made: what stands between the comments `<!-- NAME -->` and `<!-- /NAME -->`.
struct place {
  std::string page;
  std::size_t begin = 0;
  std::size_t size = 0;
};

/// Where the part stands, in all pages.
std::vector<place> places_of(std::string_view part);

std::string shown(const place& at);

/// Puts `text` there.
void write(const place& at, std::string_view text);

/// `docs/page.md:17: "what it has", not "what it should have"`: the first line that differs from `made`.
std::string difference(const place& at, const std::string& made);

/// The first group of every match of `pattern` in `text`; `^` is the begin of a line.
std::set<std::string> matches(const std::string& text, const char* pattern);

/// The cells of a table's row, without the spaces around them; none if the line is no row.
std::vector<std::string> cells(std::string_view line);

/// The lines of a text, each without its end.
std::vector<std::string> lines(const std::string& text);

} // namespace loadex::tests::docs
