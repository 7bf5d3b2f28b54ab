#pragma once

#include <initializer_list>
#include <map>
#include <string>
#include <string_view>

namespace loadex::tests::e2e {

/// A label as a series has it: `name="value"`.
inline std::string label(std::string_view name, std::string_view value) {
  return std::string(name) + "=\"" + std::string(value) + '"';
}

/// A page of metrics in Prometheus' text format.
class exposition {
public:
  explicit exposition(const std::string& page);

  /// The sum of a family's series that have all of these labels, each made by label().
  double sum(std::string_view name, std::initializer_list<std::string> labels = {}) const;

  /// `counter`, `gauge` or `histogram`; empty if there is no such family.
  std::string type(const std::string& family) const;

  /// Every series as written, such as `golb_backend_up{backend="http://localhost:8001"}`, and its value.
  const std::map<std::string, double>& series() const noexcept { return series_; }

private:
  std::map<std::string, double> series_;
  std::map<std::string, std::string> types_;
};

} // namespace loadex::tests::e2e
