#include "tests/edge/judgement.hpp"

#include <algorithm>
#include <cctype>
#include <cstddef>
#include <optional>
#include <regex>
#include <string_view>
#include <utility>

namespace loadex::tests::edge {

namespace {

std::string lower(std::string text) {
  std::ranges::transform(text, text.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

std::string words(ending e) {
  switch (e) {
  case ending::stays_open:
    return "stays open";
  case ending::closes:
    return "closes";
  case ending::breaks:
    return "breaks";
  case ending::resets:
    return "is reset";
  case ending::is_left:
    return "is left";
  case ending::is_silent:
    return "is silent";
  }
  return {};
}

std::string quoted(std::string_view bytes) {
  constexpr std::size_t most = 100;
  return '`' + escaped(bytes.substr(0, most)) + (bytes.size() > most ? "`..." : "`");
}

std::string gist_of(const statuses& answers, ending then, std::size_t forwarded) {
  std::string text;
  for (const auto status : answers)
    text += std::to_string(status) + ", ";
  text += answers.empty() ? "no answer, " : "";
  text += words(then) + ", ";
  return text + (forwarded == 0 ? "nothing" : std::to_string(forwarded)) + " forwarded";
}

statuses statuses_of(const observation& seen) {
  statuses all;
  for (const auto& answer : seen.answers)
    all.push_back(answer.status());
  return all;
}

/// The id that a daemon draws at its start, with a star for what differs.
std::string without_chance(const std::string& bytes) {
  static const std::regex id("loadex-[0-9a-f]{16}");
  return std::regex_replace(bytes, id, "loadex-*");
}

/// Looks for pieces in what one side has received.
class search {
public:
  search(std::string what, std::string in, bool ignore_case, std::vector<std::string>& found_wrong)
      : name_(std::move(what))
      , bytes_(ignore_case ? lower(std::move(in)) : std::move(in))
      , ignore_case_(ignore_case)
      , wrong_(found_wrong) {}

  void has(const pieces& all) {
    for (const auto& piece : all)
      if (!contains(piece))
        wrong_.push_back(name_ + " does not get " + quoted(piece));
  }

  void lacks(const pieces& all) {
    for (const auto& piece : all)
      if (contains(piece))
        wrong_.push_back(name_ + " gets " + quoted(piece));
  }

  void body(const std::optional<std::string>& wanted, const std::string& got) {
    if (wanted && *wanted != got)
      wrong_.push_back(name_ + " gets the body " + quoted(got) + " instead of " + quoted(*wanted));
  }

private:
  bool contains(const std::string& piece) const {
    return bytes_.find(ignore_case_ ? lower(piece) : piece) != std::string::npos;
  }

  std::string name_;
  std::string bytes_;
  bool ignore_case_;
  std::vector<std::string>& wrong_;
};

} // namespace

std::vector<std::string> departures(const edge_case& c, const observation& seen, bool peer) {
  std::vector<std::string> wrong;
  if (gist(c) != gist(seen))
    wrong.push_back(gist(seen) + " instead of " + gist(c));

  search backend("the backend", seen.all_backend_heard(), peer, wrong);
  backend.has(c.backend_gets);
  backend.lacks(c.backend_lacks);
  if (c.backend_gets_exactly && !peer && *c.backend_gets_exactly != without_chance(seen.all_backend_heard()))
    wrong.push_back("the backend does not get exactly\n" + escaped_lines(*c.backend_gets_exactly));
  if (!seen.backend_heard.empty()) {
    const auto& last = seen.backend_heard.back();
    backend.body(c.backend_body, read_request(last.bytes).body);
    if (c.backend_is_left && !last.left)
      wrong.emplace_back("the backend's connection is not closed");
  }

  search client("the client", seen.client_heard, peer, wrong);
  client.has(c.client_gets);
  client.lacks(c.client_lacks);
  client.body(c.client_body, seen.answers.empty() ? "" : seen.answers.back().body);
  if (!seen.neighbour_served)
    wrong.emplace_back("the next request of another client does not get its own answer");
  return wrong;
}

std::string gist(const edge_case& c) {
  return gist_of(c.answers, c.then, c.forwarded);
}

std::string gist(const observation& seen) {
  return gist_of(statuses_of(seen), seen.then, seen.backend_heard.size());
}

} // namespace loadex::tests::edge
