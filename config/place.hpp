#pragma once

#include <cstddef>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace loadex::config {

/// Where something stands, such as `f:9: listeners.site: routes[2]`; who finds a problem there tells it with that.
class place {
public:
  /// An empty path stands for nothing.
  place(std::string path, std::vector<std::string>& problems)
      : path_(std::move(path))
      , problems_(problems) {}

  place in(const std::string& part) const { return {with(part), problems_}; }

  /// Items are counted from 1.
  place item(const std::string& list, std::size_t index) const {
    return in(list + "[" + std::to_string(index + 1) + "]");
  }

  void refuse(const std::string& why) const { problems_.push_back(with(why)); }

  /// How many problems there are so far, here and elsewhere.
  std::size_t problems() const noexcept { return problems_.size(); }

  /// Takes a step that may throw std::invalid_argument.
  template <class Step>
  void guard(Step step) const {
    try {
      step();
    } catch (const std::invalid_argument& e) {
      refuse(e.what());
    }
  }

private:
  std::string with(const std::string& rest) const { return path_.empty() ? rest : path_ + ": " + rest; }

  std::string path_;
  std::vector<std::string>& problems_;
};

} // namespace loadex::config
