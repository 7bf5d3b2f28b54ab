#include "tests/support/e2e/process_cost.hpp"

#include <unistd.h>

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <system_error>

namespace loadex::tests::e2e {

namespace {

std::filesystem::path folder_of(pid_t process) {
  return std::filesystem::path("/proc") / std::to_string(process);
}

} // namespace

std::size_t resident_bytes(pid_t process) {
  std::size_t total = 0;
  std::size_t resident = 0;
  std::ifstream(folder_of(process) / "statm") >> total >> resident;
  return resident * static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
}

std::size_t threads_of(pid_t process) {
  const std::filesystem::directory_iterator tasks(folder_of(process) / "task");
  return static_cast<std::size_t>(std::distance(begin(tasks), end(tasks)));
}

std::size_t open_files(pid_t process, std::string_view kind) {
  std::size_t count = 0;
  for (const auto& one : std::filesystem::directory_iterator(folder_of(process) / "fd")) {
    std::error_code gone;
    count += std::filesystem::read_symlink(one, gone).native().starts_with(kind) && !gone ? 1 : 0;
  }
  return count;
}

std::chrono::nanoseconds cpu_time(pid_t process) {
  std::chrono::nanoseconds sum{0};
  for (const auto& thread : std::filesystem::directory_iterator(folder_of(process) / "task")) {
    std::int64_t on_cpu = 0;
    std::ifstream(thread.path() / "schedstat") >> on_cpu;
    sum += std::chrono::nanoseconds(on_cpu);
  }
  return sum;
}

} // namespace loadex::tests::e2e
