#include "config/file_content.hpp"

#include "base/text.hpp"
#include "config/quantity_codec.hpp"

#include <caf/detail/parser/read_ini.hpp>
#include <caf/parser_state.hpp>

#include <algorithm>
#include <functional>
#include <type_traits>
#include <utility>

namespace loadex::config {

namespace {

struct nested_too_deeply {};

/// Counts a list, map or section as open for as long as it lives. @throws nested_too_deeply
class level {
public:
  explicit level(std::size_t& open)
      : open_(open) {
    if (open == deepest_nesting)
      throw nested_too_deeply();
    ++open_;
  }
  level(const level&) = delete;
  level& operator=(const level&) = delete;
  ~level() { --open_; }

private:
  std::size_t& open_;
};

using parser = caf::parser_state<const char*, const char*>;

/// What is found inside the value of an entry, each with the way to it from there.
struct findings {
  std::vector<std::string> repeated;
  std::vector<std::string> too_long;
};

/// Whether the duration that ends where the parser is has wrapped around: CAF's grammar lets one beyond 292 years do
/// so.
bool has_wrapped(const parser& at, std::string_view text) {
  const auto before = text.substr(0, static_cast<std::size_t>(at.i - text.data()));
  return !duration_from(before.substr(before.find_last_not_of("0123456789abcdefghijklmnopqrstuvwxyz+-") + 1));
}

/// A list or a map inside a value, as CAF's parser tells of it.
class nested {
public:
  using sink = std::function<void(caf::config_value)>;

  nested(std::size_t& open, const parser& at, std::string_view text, findings& found, std::string path, sink whole)
      : open_(open)
      , at_(at)
      , text_(text)
      , found_(found)
      , here_(open)
      , path_(std::move(path))
      , whole_(std::move(whole)) {}

  void key(std::string name) { key_ = std::move(name); }

  template <class T>
  void value(T&& what) {
    if (std::is_same_v<std::decay_t<T>, caf::timespan> && has_wrapped(at_, text_))
      found_.too_long.push_back(path_ + next());
    put(caf::config_value(std::forward<T>(what)));
  }

  nested begin_list() {
    return {open_, at_, text_, found_, path_ + next(), [this](caf::config_value v) { put(std::move(v)); }};
  }
  nested begin_map() { return begin_list(); }
  void end_list() { whole_(caf::config_value(std::move(list_))); }
  void end_map() { whole_(caf::config_value(std::move(map_))); }

private:
  /// The step to the item that comes, counted from 1 in a list.
  std::string next() const { return key_.empty() ? "[" + std::to_string(list_.size() + 1) + "]" : ": " + key_; }

  void put(caf::config_value v) {
    if (key_.empty())
      list_.push_back(std::move(v));
    else if (!map_.emplace(key_, std::move(v)).second)
      found_.repeated.push_back(path_ + next());
  }

  std::size_t& open_;
  const parser& at_;
  const std::string_view text_;
  findings& found_;
  const level here_;
  const std::string path_; // from the entry
  const sink whole_;
  std::string key_; // empty in a list
  caf::config_value::list list_;
  caf::config_value::dictionary map_;
};

/// The text as a whole and each of its sections, as CAF's parser tells of them.
class reading {
public:
  reading(std::string_view text, parser& at)
      : text_(text)
      , at_(at) {}

  /// One section, and within a dotted header the part before the last dot.
  class section {
  public:
    explicit section(reading& home)
        : home_(home) {}

    void key(std::string name) { home_.begin_entry(std::move(name)); }

    template <class T>
    void value(T&& what) {
      home_.end_entry(caf::config_value(std::forward<T>(what)));
    }

    nested begin_list() {
      home_.found_ = {};
      return {home_.open_,  home_.at_, home_.text_,
              home_.found_, {},        [this](caf::config_value v) { home_.end_entry(std::move(v)); }};
    }
    nested begin_map() { return begin_list(); }
    void end_map() {}

  private:
    reading& home_;
  };

  void key(const std::string&) { begin_section(); }
  section begin_map() { return section(*this); }

  std::vector<file_content::entry> entries;

private:
  friend class section;

  std::size_t index() const { return static_cast<std::size_t>(at_.i - text_.data()); }
  /// Of what stands before that index, which never goes back.
  std::size_t line_of(std::size_t index) {
    line_ += static_cast<std::size_t>(std::count(text_.begin() + counted_, text_.begin() + index, '\n'));
    counted_ = index;
    return line_;
  }

  /// Marks the value before if there is no line's end between it and what begins at that index.
  bool crowds(std::size_t index) {
    const bool same_line = value_end_ > 0 && text_.substr(value_end_, index - value_end_).find('\n') == text_.npos;
    if (same_line)
      entries.back().crowded = true;
    return same_line;
  }

  /// A header, or what CAF takes for `[global]` where none stands: the beginning, and what crowds behind a value.
  void begin_section() {
    const auto bracket = text_.substr(value_end_, index() - value_end_).rfind('[');
    if (bracket == std::string_view::npos)
      return;
    const auto at = value_end_ + bracket;
    crowds(at);
    section_ = base::trim(text_.substr(at + 1, text_.find(']', at) - at - 1));
    entries.push_back({section_, {}, line_of(at)});
  }

  void begin_entry(std::string name) {
    wanted_ = at_.i[-1] != ']' && at_.i[-1] != '.' && !crowds(index()); // the former: the rest of a dotted header
    if (!wanted_)
      return;
    value_begin_ = index();
    entries.push_back({section_, std::move(name), line_of(value_begin_)});
  }

  void end_entry(caf::config_value value) {
    if (!wanted_)
      return;
    value_end_ = index();
    auto written = text_.substr(value_begin_, value_end_ - value_begin_);
    written.remove_prefix(std::min(written.find_first_not_of("= \t"), written.size()));
    entries.back().value = std::move(value);
    auto [repeated, too_long] = std::exchange(found_, {});
    entries.back().repeated = std::move(repeated);
    entries.back().too_long = std::move(too_long);
    entries.back().written = base::trim(written);
  }

  const std::string_view text_;
  const parser& at_;
  std::size_t open_ = 0; // lists, maps and dotted sections
  findings found_;       // in the entry that is being read
  std::string section_ = "global";
  std::size_t line_ = 1;
  std::size_t counted_ = 0;     // of the text, for its lines
  bool wanted_ = false;         // the entry that is being read
  std::size_t value_begin_ = 0; // of the latest value, in the text
  std::size_t value_end_ = 0;
};

} // namespace

file_content read_content(std::string_view text) {
  parser at(text.data(), text.data() + text.size());
  reading all(text, at);
  file_content content;
  try {
    caf::detail::parser::read_ini(at, all);
    if (at.i != at.e)
      content.stopped = {at.code, static_cast<std::size_t>(at.i - text.data())};
    content.unfinished = at.code == caf::pec::unexpected_eof;
  } catch (const nested_too_deeply&) {
    content.too_deep = true;
  }
  content.entries = std::move(all.entries);
  return content;
}

} // namespace loadex::config
