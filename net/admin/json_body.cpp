#include "net/admin/json_body.hpp"

#include <set>
#include <string>
#include <vector>

namespace loadex::net::admin {

namespace {

using nlohmann::ordered_json;

constexpr int most_levels = 8;

/// Looks on while the parser reads.
class strictness {
public:
  bool see(int depth, ordered_json::parse_event_t what, const ordered_json& value) {
    using event = ordered_json::parse_event_t;
    switch (what) {
    case event::object_start:
      keys_.emplace_back();
      [[fallthrough]];
    case event::array_start:
      if (depth >= most_levels)
        refuse("lists and objects are nested deeper than " + std::to_string(most_levels) + " levels");
      break;
    case event::object_end:
      keys_.pop_back();
      break;
    case event::key:
      if (!keys_.back().insert(value.get<std::string>()).second)
        refuse("the key " + value.dump() + " stands twice in an object");
      break;
    case event::array_end:
    case event::value:
      break;
    }
    return true;
  }

  const std::string& why() const noexcept { return why_; }

private:
  void refuse(std::string why) {
    if (why_.empty())
      why_ = std::move(why);
  }

  std::vector<std::set<std::string>> keys_; // of the objects that are open
  std::string why_;
};

} // namespace

base::expected<ordered_json> read_object(std::string_view text) {
  strictness looking;
  const auto see = [&](int depth, ordered_json::parse_event_t what, const ordered_json& value) {
    return looking.see(depth, what, value);
  };
  try {
    auto read = ordered_json::parse(text, see);
    if (!looking.why().empty())
      return base::mistake{looking.why()};
    if (!read.is_object())
      return base::mistake{"it is no object"};
    return read;
  } catch (const ordered_json::parse_error& e) {
    return base::mistake{"it is wrong at byte " + std::to_string(e.byte)};
  } catch (const ordered_json::out_of_range&) {
    return base::mistake{"a number is too large"};
  }
}

} // namespace loadex::net::admin
