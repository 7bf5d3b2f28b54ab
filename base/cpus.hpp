#pragma once

#include <filesystem>
#include <optional>

namespace loadex::base {

/// How many CPUs this process may keep busy: those of its affinity mask, fewer where a cgroup quota says so; at
/// least 1.
unsigned usable_cpus();

/// The smallest CPU quota of the cgroup of this process and those around it, in CPUs; none if there is no limit.
/// @param root the file system's root; another one in tests.
std::optional<double> cgroup_cpu_quota(const std::filesystem::path& root);

} // namespace loadex::base
