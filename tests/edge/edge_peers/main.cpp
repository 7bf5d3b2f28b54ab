// Plays the tables against another proxy and prints, as JSON, what came of each case.
//
// usage: edge_peers PROXY-PORT BACKEND-PORT     the proxy's only backend is 127.0.0.1:BACKEND-PORT, which is played
// here
#include "tests/edge/chapters/chapters.hpp"
#include "tests/edge/judgement.hpp"
#include "tests/edge/observation.hpp"
#include "tests/support/e2e/eventually.hpp"

#include <nlohmann/json.hpp>

#include <chrono>
#include <cstdint>
#include <exception>
#include <iostream>
#include <string>
#include <vector>

using namespace loadex::tests;

namespace {

using namespace std::chrono_literals;

constexpr auto patience = 1s; // with a proxy that waits for more where others refuse

/// What it did in a few words; nothing if that is what the case says.
nlohmann::ordered_json doing(const edge::edge_case& c, const edge::observation& seen) {
  const auto wrong = edge::departures(c, seen, true);
  if (wrong.empty())
    return nullptr;
  const bool other = edge::gist(c) != edge::gist(seen); // the rest is a consequence
  auto text = other ? edge::gist(seen) : std::string();
  for (const auto& line : wrong)
    if (!other)
      text += (text.empty() ? "" : "; ") + line;
  return other && !seen.neighbour_served ? text + "; " + wrong.back() : text;
}

nlohmann::ordered_json play(const edge::stage& stage) {
  auto all = nlohmann::ordered_json::array();
  for (const auto& chapter : edge::all_chapters()) {
    if (!chapter.settings.empty())
      continue; // it is about settings of ours
    for (const auto& c : chapter.cases)
      all.push_back({{"chapter", chapter.title},
                     {"title", c.title},
                     {"why", c.why},
                     {"ours", edge::gist(c)},
                     {"theirs", doing(c, stage.play(c))}});
  }
  return all;
}

} // namespace

int main(int argc, char** argv) {
  const std::vector<std::string> words(argv, argv + argc);
  if (words.size() != 3) {
    std::cerr << "usage: edge_peers PROXY-PORT BACKEND-PORT\n";
    return 2;
  }
  try {
    edge::raw_backend backend(static_cast<std::uint16_t>(std::stoul(words[2])));
    const edge::stage stage{static_cast<std::uint16_t>(std::stoul(words[1])), backend, patience};
    if (!e2e::eventually([&] { return stage.serves_a_neighbour(); })) {
      std::cerr << "edge_peers: the proxy on port " << words[1] << " does not answer\n";
      return 1;
    }
    std::cout << play(stage).dump() << '\n';
    return 0;
  } catch (const std::exception& e) {
    std::cerr << "edge_peers: " << e.what() << '\n';
    return 1;
  }
}
