#include "observability/process_metrics.hpp"

#include "base/version.hpp"
#include "observability/metric_families.hpp"

#include <sys/resource.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <string>
#include <utility>

namespace loadex::observability {

namespace {

using prometheus::ClientMetric;
using prometheus::MetricFamily;

MetricFamily single(family what, double value, std::vector<ClientMetric::Label> labels = {}) {
  auto result = start(what);
  auto& metric = result.metric.emplace_back();
  metric.label = std::move(labels);
  metric.gauge.value = value;
  metric.counter.value = value;
  return result;
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
  return {
      single(family::build_info, 1, {{"version", std::string(base::version())}}),
      single(family::process_cpu, cpu_seconds()),
      single(family::process_memory, resident_bytes()),
      single(family::process_descriptors, open_descriptors()),
      single(family::process_descriptor_limit, descriptor_limit()),
      single(family::process_start, start_time),
  };
}

} // namespace loadex::observability
