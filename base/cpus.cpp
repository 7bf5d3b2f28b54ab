#include "base/cpus.hpp"

#include <sched.h>

#include <algorithm>
#include <fstream>
#include <string>
#include <thread>

namespace loadex::base {

namespace {

namespace fs = std::filesystem;

using quota = std::optional<double>;

quota smaller(quota a, quota b) {
  if (a && b)
    return std::min(*a, *b);
  return a ? a : b;
}

quota ratio(double limit, double period) {
  if (limit <= 0 || period <= 0) // cgroup v1 says -1 for no limit
    return std::nullopt;
  return limit / period;
}

/// cgroup v2: `cpu.max` holds `QUOTA PERIOD` in microseconds, or `max PERIOD`, which is no number.
quota quota_v2(const fs::path& group) {
  std::ifstream file(group / "cpu.max");
  double limit = 0;
  double period = 0;
  if (!(file >> limit >> period))
    return std::nullopt;
  return ratio(limit, period);
}

quota quota_v1(const fs::path& group) {
  double limit = 0;
  double period = 0;
  if (!(std::ifstream(group / "cpu.cfs_quota_us") >> limit) || !(std::ifstream(group / "cpu.cfs_period_us") >> period))
    return std::nullopt;
  return ratio(limit, period);
}

/// The smallest quota from the group `path` up to the root of the hierarchy mounted at `mount`. In a container the path
/// may be the host's, of which only the root is visible: it is the container's own group.
quota smallest_up(const fs::path& mount, fs::path path, quota (*quota_of)(const fs::path&)) {
  auto smallest = quota_of(mount);
  for (path = path.relative_path(); !path.empty(); path = path.parent_path())
    smallest = smaller(smallest, quota_of(mount / path));
  return smallest;
}

/// Whether a cgroup v1 hierarchy's comma list of controllers has the one for CPU time.
bool controls_cpu(const std::string& controllers) {
  return ("," + controllers + ",").find(",cpu,") != std::string::npos;
}

unsigned cpus_in_affinity_mask() {
  cpu_set_t mask;
  if (sched_getaffinity(0, sizeof mask, &mask) == 0)
    return static_cast<unsigned>(CPU_COUNT(&mask));
  return std::thread::hardware_concurrency(); // more CPUs than the fixed mask holds
}

} // namespace

std::optional<double> cgroup_cpu_quota(const fs::path& root) {
  const auto mount = root / "sys/fs/cgroup";
  std::ifstream file(root / "proc/self/cgroup");
  quota smallest;
  // Each line is `ID:CONTROLLERS:PATH`; v2 is the one with ID 0 and no controllers.
  for (std::string id, controllers, path;
       std::getline(file, id, ':') && std::getline(file, controllers, ':') && std::getline(file, path);) {
    if (id == "0" && controllers.empty())
      smallest = smaller(smallest, smallest_up(mount, path, quota_v2));
    else if (controls_cpu(controllers))
      smallest = smaller(smallest, smallest_up(mount / controllers, path, quota_v1));
  }
  return smallest;
}

unsigned usable_cpus() {
  const auto allowed = std::max(1u, cpus_in_affinity_mask());
  const auto quota = cgroup_cpu_quota("/");
  if (!quota || *quota >= allowed)
    return allowed;
  return std::max(1u, static_cast<unsigned>(*quota)); // rounded down: a worker too many is a worker throttled
}

} // namespace loadex::base
