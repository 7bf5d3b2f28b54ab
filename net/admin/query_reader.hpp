#pragma once

#include "net/admin/problem.hpp"
#include "net/admin/query.hpp"

#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace loadex::net::admin {

/// Reads the parameters of a query, and collects what is wrong with them.
class query_reader {
public:
  explicit query_reader(std::string_view target)
      : target_(target) {}

  /// Has `to` be what the parameter says, if it is there and `codec` (see config/codec.hpp) can read it.
  template <class Value, class Codec>
  void take(std::string name, Value& to, const Codec& codec) {
    const auto text = parameter(target_, name);
    if (text.empty())
      return;
    try {
      to = static_cast<Value>(codec.parse(text));
    } catch (const std::invalid_argument& e) {
      fail(std::move(name), e.what());
    }
  }

  void fail(std::string name, std::string why) { faults_.push_back({std::move(name), std::move(why)}); }

  /// The refusal, if something is wrong.
  std::optional<http::own_response> refusal() const {
    return faults_.empty() ? std::nullopt : std::optional(refuse_fields(faults_));
  }

private:
  const std::string_view target_;
  std::vector<fault> faults_;
};

} // namespace loadex::net::admin
