#include "base/cpus.hpp"

#include <catch2/catch.hpp>

#include <cstdlib>
#include <fstream>
#include <string>
#include <string_view>

using namespace loadex::base;

namespace {

/// A file system with just the files that tell a CPU quota.
class file_tree {
public:
  file_tree() {
    auto name = (std::filesystem::temp_directory_path() / "loadex-cpus-XXXXXX").string();
    REQUIRE(mkdtemp(name.data()));
    root_ = name;
  }

  ~file_tree() { std::filesystem::remove_all(root_); }

  file_tree(const file_tree&) = delete;
  file_tree& operator=(const file_tree&) = delete;

  const std::filesystem::path& root() const { return root_; }

  void write(const std::string& path, std::string_view text) const {
    std::filesystem::create_directories((root_ / path).parent_path());
    std::ofstream(root_ / path) << text << '\n';
  }

private:
  std::filesystem::path root_;
};

} // namespace

TEST_CASE("at least one CPU is usable", "[config]") {
  CHECK(usable_cpus() >= 1);
}

TEST_CASE("without cgroup files there is no quota", "[config]") {
  const file_tree files;
  CHECK_FALSE(cgroup_cpu_quota(files.root()));
}

TEST_CASE("a cgroup v2 quota is its share of the period", "[config]") {
  const file_tree files;
  files.write("proc/self/cgroup", "0::/app/web");
  files.write("sys/fs/cgroup/app/web/cpu.max", "150000 100000");
  CHECK(cgroup_cpu_quota(files.root()) == 1.5);
}

TEST_CASE("a cgroup v2 without a limit has no quota", "[config]") {
  const file_tree files;
  files.write("proc/self/cgroup", "0::/app");
  files.write("sys/fs/cgroup/app/cpu.max", "max 100000");
  CHECK_FALSE(cgroup_cpu_quota(files.root()));
}

TEST_CASE("the tightest quota of the groups around counts", "[config]") {
  const file_tree files;
  files.write("proc/self/cgroup", "0::/app/web");
  files.write("sys/fs/cgroup/app/web/cpu.max", "400000 100000");
  files.write("sys/fs/cgroup/app/cpu.max", "200000 100000");
  CHECK(cgroup_cpu_quota(files.root()) == 2.0);
}

TEST_CASE("in a container that does not see its group's path the root is its group", "[config]") {
  const file_tree files;
  files.write("proc/self/cgroup", "0::/host/path/of/container");
  files.write("sys/fs/cgroup/cpu.max", "300000 100000");
  CHECK(cgroup_cpu_quota(files.root()) == 3.0);
}

TEST_CASE("a cgroup v1 quota is read from the hierarchy that controls the CPU", "[config]") {
  const file_tree files;
  files.write("proc/self/cgroup", "5:cpuset:/app\n4:cpu,cpuacct:/app\n1:name=systemd:/x");
  files.write("sys/fs/cgroup/cpu,cpuacct/app/cpu.cfs_quota_us", "50000");
  files.write("sys/fs/cgroup/cpu,cpuacct/app/cpu.cfs_period_us", "100000");
  CHECK(cgroup_cpu_quota(files.root()) == 0.5);
}

TEST_CASE("a cgroup v1 quota of -1 is none", "[config]") {
  const file_tree files;
  files.write("proc/self/cgroup", "4:cpu,cpuacct:/");
  files.write("sys/fs/cgroup/cpu,cpuacct/cpu.cfs_quota_us", "-1");
  files.write("sys/fs/cgroup/cpu,cpuacct/cpu.cfs_period_us", "100000");
  CHECK_FALSE(cgroup_cpu_quota(files.root()));
}
