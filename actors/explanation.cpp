#include "actors/explanation.hpp"

namespace loadex::actors {

std::string_view to_string(standing_aside why) noexcept {
  switch (why) {
  case standing_aside::chosen:
    return "chosen";
  case standing_aside::unavailable:
    return "unavailable";
  case standing_aside::tried:
    return "tried";
  case standing_aside::in_reserve:
    return "in_reserve";
  case standing_aside::outscored:
    return "outscored";
  }
  return "";
}

} // namespace loadex::actors
