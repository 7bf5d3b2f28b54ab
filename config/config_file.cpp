#include "config/config_file.hpp"

#include "base/text.hpp"
#include "config/file_content.hpp"
#include "config/listener_rows.hpp"
#include "config/pool_rows.hpp"
#include "config/quantity_codec.hpp"
#include "config/saved.hpp"
#include "config/sites.hpp"

#include <caf/config_value.hpp>
#include <caf/pec.hpp>

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <map>
#include <optional>
#include <system_error>
#include <utility>

namespace loadex::config {

namespace {

constexpr std::size_t longest_file = 1 << 20; // bytes

/// A place in a text, line and column from 1.
struct position {
  std::size_t line;
  std::size_t column;
};

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  for (auto end = text.find('\n'); end != std::string_view::npos; end = text.find('\n')) {
    lines.push_back(text.substr(0, end));
    text.remove_prefix(end + 1);
  }
  lines.push_back(text);
  return lines;
}

/// Where the character of that index stands.
position position_at(std::string_view text, std::size_t index) {
  const auto before = lines_of(text.substr(0, index));
  return {before.size(), before.back().size() + 1};
}

std::string place_in(const std::string& name, position at) {
  return name + ":" + std::to_string(at.line) + ":" + std::to_string(at.column);
}

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool is_of_key(char c) {
  return is_letter(c) || (c >= '0' && c <= '9') || c == '-' || c == '_';
}

/// What is wrong at the character where the parser stopped, behind `before` in its line; `next` is none at the end of a
/// line.
std::string syntax_problem(caf::pec code, std::string_view before, std::optional<char> next) {
  switch (code) {
  case caf::pec::fractional_timespan:
    return "a duration is a whole number with a unit: write 1500ms for 1.5s";
  case caf::pec::integer_overflow:
  case caf::pec::integer_underflow:
    return "the number is too large";
  case caf::pec::illegal_escape_sequence:
    return R"(only \n, \r, \t, \" and \\ may follow a backslash)";
  case caf::pec::too_many_characters:
    return "a string stands in double quotes, not in single ones";
  default:
    break;
  }
  if (!next)
    return "the line ends too early: a value, a closing quote or a unit (ms, s, min, h) is missing";
  if (*next == '#')
    return "unexpected #; a comment starts with ;";
  if (before.empty() ? *next == '"' : std::ranges::all_of(before, is_of_key))
    return "unexpected " + std::string(1, *next) + "; a key or a name has letters, digits, - and _";
  if (is_letter(*next))
    return "unexpected " + std::string(1, *next) + R"(; a string stands in double quotes: key="value")";
  if (*next > ' ' && *next < '\x7f')
    return "unexpected " + std::string(1, *next);
  return "unexpected character";
}

void refuse_syntax(const std::string& name, std::string_view text, const file_content::mistake& where, draft& result) {
  const char next = text[where.at];
  const auto before = base::trim(lines_of(text.substr(0, where.at)).back());
  result.refuse_source(place_in(name, position_at(text, where.at)),
                       syntax_problem(where.code, before, next == '\n' ? std::nullopt : std::optional(next)));
}

std::vector<std::string> section_names() {
  std::vector<std::string> names{listeners_section, pools_section, saved_section};
  for (const auto& row : setting_table())
    if (names.empty() || names.back() != row.section)
      names.push_back(row.section);
  return names;
}

/// Whether its keys are names.
bool has_names(std::string_view section) {
  return section == listeners_section || section == pools_section || section == saved_section;
}

bool is_section(const std::string& name) {
  return has_names(name) ||
         std::ranges::any_of(setting_table(), [&](const setting& row) { return row.section == name; });
}

/// The key the writer may have meant: the same in another section, else the nearest in this one.
std::string key_hint(const file_content::entry& entry) {
  if (is_section(entry.key))
    return "; write it as a section: [" + entry.key + "]";
  for (const auto& row : setting_table())
    if (row.key == entry.key)
      return "; it belongs to section [" + row.section + "]";
  return base::did_you_mean(entry.key, keys_of(entry.section));
}

/// Takes the entries of one file, in order.
class file_reader {
public:
  file_reader(const std::string& name, draft& result)
      : name_(name)
      , result_(result) {}

  void take(const file_content::entry& entry) {
    if (entry.key.empty())
      take_section(entry);
    else if (has_names(entry.section))
      take_named(entry);
    else if (is_section(entry.section)) // else its header is refused already
      take_key(entry);
  }

  /// What is saved holds over what stands anywhere else in the file.
  void finish() {
    for (const auto& [where, pool] : saved_)
      apply(pool, result_.all, result_.at(where));
  }

private:
  std::string at(std::size_t line) const { return name_ + ":" + std::to_string(line); }

  void take_section(const file_content::entry& entry) {
    const auto dot = entry.section.find('.');
    if (const auto first = entry.section.substr(0, dot); dot != std::string::npos && has_names(first))
      result_.refuse(at(entry.line), "section [" + entry.section + "] is not read; write " +
                                         entry.section.substr(dot + 1, entry.section.find('.', dot + 1) - dot - 1) +
                                         "={...} in section [" + first + "]");
    else if (has_names(entry.section) && entry.section != saved_section)
      result_.opened.emplace(entry.section, at(entry.line));
    else if (!is_section(entry.section))
      result_.refuse(at(entry.line),
                     "unknown section [" + entry.section + "]" + base::did_you_mean(entry.section, section_names()));
  }

  /// A listener, or a pool or what is saved of one.
  void take_named(const file_content::entry& entry) {
    const auto name = entry.section + "." + entry.key;
    const auto where = at(entry.line) + ": " + name;
    if (const auto [first, is_new] = names_.try_emplace(name, entry.line); !is_new)
      return result_.refuse(where, "stands in line " + std::to_string(first->second) + " already");
    if (entry.section != saved_section)
      result_.named.emplace(name, where);
    if (is_blurred(entry, where))
      return;
    if (entry.section == saved_section)
      saved_.emplace_back(where, read_saved_pool(entry.key, entry.value, result_.at(where)));
    else if (entry.section == pools_section)
      result_.all.pools.push_back(read_pool(entry.key, entry.value, result_.at(where)));
    else
      result_.all.listeners.push_back(read_listener(entry.key, entry.value, result_.at(where)));
  }

  /// Whether not all that is written is in the value.
  bool is_blurred(const file_content::entry& entry, const std::string& where) {
    for (const auto& path : entry.repeated)
      result_.refuse(where + path, "stands twice");
    for (const auto& path : entry.too_long)
      result_.refuse(where + path, "this is too long a duration");
    if (entry.crowded)
      result_.refuse(where, "something else stands behind the value; write each key on a line of its own");
    return entry.crowded || !entry.repeated.empty() || !entry.too_long.empty();
  }

  void take_key(const file_content::entry& entry) {
    const auto* row = find_setting(entry.section, entry.key);
    if (!row)
      return result_.refuse(at(entry.line),
                            "unknown key " + entry.key + " in section [" + entry.section + "]" + key_hint(entry));
    const auto where = at(entry.line) + ": " + row->name();
    if (const auto [first, is_new] = first_lines_.try_emplace(row, entry.line); !is_new)
      return result_.refuse(where, "stands in line " + std::to_string(first->second) + " already");
    if (is_blurred(entry, where)) {
      result_.given.emplace(row, where);
      return;
    }
    // CAF's grammar lets a duration beyond 292 years wrap around; what was written tells.
    if (caf::get_if<caf::timespan>(&entry.value.get_data()) && !duration_from(entry.written))
      return result_.refuse(where, std::string(entry.written) + " is too long a duration");
    result_.assign(*row, entry.value, where);
  }

  const std::string& name_;
  draft& result_;
  std::map<const setting*, std::size_t> first_lines_;
  std::map<std::string, std::size_t> names_; // the lines of pools, listeners and what is saved
  std::vector<std::pair<std::string, saved_pool>> saved_;
};

/// `text` in Loadex's own spelling: without the byte order mark, and with LF where it has CR LF. What is left stands in
/// the same line and column.
std::string plain_text(std::string_view text) {
  constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";
  if (text.starts_with(byte_order_mark))
    text.remove_prefix(byte_order_mark.size());
  std::string plain;
  plain.reserve(text.size() + 1);
  for (std::size_t i = 0; i < text.size(); ++i)
    if (!text.substr(i).starts_with("\r\n"))
      plain += text[i];
  return plain;
}

/// What `stream` holds, as far as one byte beyond the longest file.
std::string read_text(std::ifstream& stream) {
  std::string text(longest_file + 1, '\0');
  stream.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(stream.gcount()));
  return text;
}

} // namespace

void apply_file(const std::string& path, draft& result) {
  std::ifstream stream(path, std::ios::binary);
  const auto text = read_text(stream);
  if (!stream.is_open() || stream.bad())
    return result.refuse_source(path, "cannot be read: " + std::generic_category().message(errno));
  apply_file_text(path, text, result);
}

void apply_file_text(const std::string& name, std::string_view text, draft& result) {
  if (text.size() > longest_file)
    return result.refuse_source(name, "the file is longer than 1 MiB");
  if (text.starts_with("\xff\xfe") || text.starts_with("\xfe\xff"))
    return result.refuse_source(name, "the file is in UTF-16; save it in UTF-8");
  if (text.find('\0') != std::string_view::npos)
    return result.refuse_source(name, "the file holds a zero byte; it is no text");

  const auto plain = plain_text(text);
  if (const auto stray = plain.find('\r'); stray != std::string::npos)
    return result.refuse_source(place_in(name, position_at(plain, stray)),
                                "a carriage return without a line feed; lines end in LF or CR LF");

  // A last line without its end would be dropped silently.
  const auto whole = plain + "\n";
  const auto content = read_content(whole);
  if (content.too_deep)
    return result.refuse_source(name, "brackets are nested deeper than " + std::to_string(deepest_nesting) + " levels");
  if (content.stopped)
    return refuse_syntax(name, whole, *content.stopped, result);
  if (content.unfinished)
    return result.refuse_source(name, "the file ends inside a list or map; a closing ] or } is missing");

  file_reader reader(name, result);
  for (const auto& entry : content.entries)
    reader.take(entry);
  reader.finish();
}

} // namespace loadex::config
