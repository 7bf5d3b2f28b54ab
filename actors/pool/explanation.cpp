#include "actors/pool/explanation.hpp"

namespace loadex::actors {

std::string_view to_string(selection why) noexcept {
  switch (why) {
  case selection::chosen:
    return "chosen";
  case selection::unavailable:
    return "unavailable";
  case selection::tried:
    return "tried";
  case selection::weightless:
    return "weightless";
  case selection::in_reserve:
    return "in_reserve";
  case selection::outscored:
    return "outscored";
  case selection::full:
    return "full";
  case selection::on_trial:
    return "on_trial";
  }
  return "";
}

} // namespace loadex::actors
