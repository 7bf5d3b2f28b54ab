#include "net/admin/live/told_rows.hpp"

#include <utility>

namespace loadex::net::admin {

void told_rows::put(const std::string& key, row now) {
  auto& one = rows_[key];
  note_changes(one.last.is_null() ? row::object() : one.last, now);
  one.last = std::move(now);
  one.look = look_;
}

void told_rows::note_changes(const row& before, const row& now) {
  auto changed = row::object();
  for (const auto& [name, value] : now.items()) {
    const auto was = before.find(name);
    if (changed.size() < names_ || was == before.end() || *was != value)
      changed[name] = value;
  }
  for (const auto& [name, value] : before.items())
    if (!now.contains(name))
      changed[name] = nullptr;
  if (changed.size() > names_)
    changes_.push_back(std::move(changed));
}

void told_rows::finish() {
  for (auto one = rows_.begin(); one != rows_.end();) {
    if (one->second.look == look_) {
      ++one;
      continue;
    }
    gone_.push_back(one->first);
    one = rows_.erase(one);
  }
}

std::vector<told_rows::row> told_rows::all() const {
  std::vector<row> all;
  all.reserve(rows_.size());
  for (const auto& [key, one] : rows_)
    all.push_back(one.last);
  return all;
}

} // namespace loadex::net::admin
