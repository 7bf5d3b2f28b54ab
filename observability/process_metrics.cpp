#include "observability/process_metrics.hpp"

#include "base/version.hpp"

#include <prometheus/metric_family.h>

#include <sys/resource.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <string>

namespace loadex::observability {

namespace {

using prometheus::ClientMetric;
using prometheus::MetricFamily;
using prometheus::MetricType;

MetricFamily single(std::string name, std::string help, MetricType type, double value) {
  ClientMetric metric;
  metric.gauge.value = value;
  metric.counter.value = value;
  return {std::move(name), std::move(help), type, {std::move(metric)}};
}

double cpu_seconds() {
  rusage used{};
  getrusage(RUSAGE_SELF, &used);
  const auto seconds = [](const timeval& t) {
    return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) / 1e6;
  };
  return seconds(used.ru_utime) + seconds(used.ru_stime);
}

double resident_bytes() {
  std::ifstream statm("/proc/self/statm");
  std::size_t total = 0, resident = 0;
  statm >> total >> resident;
  return static_cast<double>(resident) * static_cast<double>(sysconf(_SC_PAGESIZE));
}

double open_descriptors() {
  std::error_code ignored;
  double count = 0;
  for (std::filesystem::directory_iterator at("/proc/self/fd", ignored), end; at != end; at.increment(ignored))
    ++count;
  return count;
}

double descriptor_limit() {
  rlimit limit{};
  getrlimit(RLIMIT_NOFILE, &limit);
  return static_cast<double>(limit.rlim_cur);
}

const double start_time = std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();

} // namespace

std::vector<MetricFamily> process_metrics::Collect() const {
  ClientMetric build;
  build.label = {{"version", std::string(base::version())}};
  build.gauge.value = 1;
  return {
      MetricFamily{"golb_build_info", "The running version.", MetricType::Gauge, {build}},
      single("process_cpu_seconds_total", "User and system CPU time spent.", MetricType::Counter, cpu_seconds()),
      single("process_resident_memory_bytes", "Resident memory.", MetricType::Gauge, resident_bytes()),
      single("process_open_fds", "Open file descriptors.", MetricType::Gauge, open_descriptors()),
      single("process_max_fds", "Most file descriptors that may be open.", MetricType::Gauge, descriptor_limit()),
      single("process_start_time_seconds", "Start of the process, in Unix time.", MetricType::Gauge, start_time),
  };
}

} // namespace loadex::observability
