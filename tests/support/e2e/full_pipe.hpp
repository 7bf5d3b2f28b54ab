#pragma once

#include "tests/support/e2e/temp_folder.hpp"

#include <string>

namespace loadex::tests::e2e {

/// A named pipe without room for a single byte: whoever writes to it waits until it is read from.
class full_pipe {
public:
  full_pipe();
  full_pipe(const full_pipe&) = delete;
  full_pipe& operator=(const full_pipe&) = delete;
  ~full_pipe();

  std::string path() const { return (folder_.path() / "pipe").string(); }

  /// What there is to read now, without what filled it.
  const std::string& read();

  /// Nobody will read it any more: who writes to it is told so.
  void close();

private:
  temp_folder folder_;
  int reader_ = -1;
  std::size_t filling_ = 0; // bytes of it that are still to be read
  std::string read_;
};

} // namespace loadex::tests::e2e
