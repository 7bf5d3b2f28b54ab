#pragma once

namespace loadex::observability {

/// What the conventional `process_*` families tell.
struct process_figures {
  double cpu_seconds = 0;
  double resident_bytes = 0;
  double open_descriptors = 0;
  double descriptor_limit = 0;
  double start_time = 0; // Unix time
};

/// As they are now, read from /proc.
process_figures look_at_process();

} // namespace loadex::observability
