#pragma once

#include "base/descriptor.hpp"
#include "tests/support/e2e/temp_folder.hpp"

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

namespace loadex::tests::e2e {

/// The end of a service manager: a datagram socket, and what programs have told it.
class manager_socket {
public:
  struct message {
    std::string text;
    std::vector<base::descriptor> with;
  };

  /// With an abstract name, or a path in a folder of its own.
  enum class kind { path, abstract };
  explicit manager_socket(kind how = kind::path);

  /// As NOTIFY_SOCKET has it.
  const std::string& name() const noexcept { return name_; }

  /// All that has come so far.
  std::vector<message>& told();

  /// How many of them have that line.
  std::size_t count(std::string_view line);

  /// The first that begins a line with `text`, at place `from` or behind. @throws std::runtime_error if it does not
  /// come
  message& await(std::string_view text, std::size_t from = 0,
                 std::chrono::milliseconds limit = std::chrono::seconds(20));

private:
  temp_folder folder_;
  std::string name_;
  base::descriptor socket_;
  std::vector<message> told_;
};

/// Whether one of its lines begins so.
bool says(const manager_socket::message& what, std::string_view text);

} // namespace loadex::tests::e2e
