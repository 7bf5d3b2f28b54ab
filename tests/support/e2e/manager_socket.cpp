#include "tests/support/e2e/manager_socket.hpp"

#include "base/unix_socket.hpp"
#include "tests/support/e2e/eventually.hpp"

#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <optional>
#include <stdexcept>

namespace loadex::tests::e2e {

namespace {

std::optional<manager_socket::message> next_of(int socket) {
  std::array<char, 4096> text;
  auto came = base::receive_message(socket, text);
  if (came.size == 0)
    return std::nullopt;
  return manager_socket::message{{text.data(), came.size}, std::move(came.with)};
}

} // namespace

bool says(const manager_socket::message& what, std::string_view text) {
  return what.text.starts_with(text) || what.text.find("\n" + std::string(text)) != std::string::npos;
}

manager_socket::manager_socket(kind how)
    : name_((folder_.path() / "notify").string())
    , socket_(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0)) {
  if (how == kind::abstract)
    name_ = "@" + name_;
  if (!base::unix_address(name_).bind(socket_.get()))
    throw std::runtime_error("cannot listen at " + name_);
}

std::vector<manager_socket::message>& manager_socket::told() {
  while (auto next = next_of(socket_.get()))
    told_.push_back(std::move(*next));
  return told_;
}

std::size_t manager_socket::count(std::string_view line) {
  return static_cast<std::size_t>(std::ranges::count_if(told(), [&](const auto& one) { return says(one, line); }));
}

manager_socket::message& manager_socket::await(std::string_view text, std::size_t from,
                                               std::chrono::milliseconds limit) {
  auto found = told_.end();
  const auto has_come = [&] {
    auto& all = told();
    found = std::find_if(all.begin() + static_cast<std::ptrdiff_t>(std::min(from, all.size())), all.end(),
                         [&](const auto& one) { return says(one, text); });
    return found != all.end();
  };
  if (!eventually(has_come, limit)) {
    std::string all;
    for (const auto& one : told_)
      all += "[" + one.text + "] ";
    throw std::runtime_error("nobody has said " + std::string(text) + ", but: " + all);
  }
  return *found;
}

} // namespace loadex::tests::e2e
