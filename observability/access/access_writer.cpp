#include "observability/access/access_writer.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

namespace loadex::observability {

namespace {

std::uint64_t lines_in(std::string_view text) {
  return static_cast<std::uint64_t>(std::ranges::count(text, '\n'));
}

} // namespace

void access_writer::adopt(const config::log_settings& how, std::shared_ptr<access_file> file) {
  line_ = access_line(how);
  if (file != file_)
    begin_line();
  file_ = std::move(file);
}

void access_writer::reopen() {
  if (!file_)
    return;
  file_->reopen();
  begin_line();
}

/// What the old file has not taken goes to the new one, but for the rest of a line.
void access_writer::begin_line() {
  if (!std::exchange(torn_, false))
    return;
  batch_.erase(0, batch_.find('\n') + 1);
  --lines_;
  ++dropped_;
  why_ = "the file was changed within a line";
}

void access_writer::add(const access_entry& entry) {
  if (batch_.empty())
    to_wall_clock_ =
        std::chrono::system_clock::now().time_since_epoch() - std::chrono::steady_clock::now().time_since_epoch();
  const auto when =
      std::chrono::system_clock::time_point(std::chrono::duration_cast<std::chrono::system_clock::duration>(
          entry.about.begun.time_since_epoch() + to_wall_clock_));
  line_.append(entry, when, batch_);
  ++lines_;
}

bool access_writer::flush() {
  if (batch_.empty())
    return true;
  if (!file_) {
    drop("there is no access log any more");
    return true;
  }
  const auto done = file_->write(batch_);
  note_written(done.bytes);
  if (done.error != 0)
    drop(std::strerror(done.error));
  return !done.waits;
}

void access_writer::note_written(std::size_t bytes) {
  if (bytes == 0)
    return;
  const auto lines = bytes == batch_.size() ? lines_ : lines_in({batch_.data(), bytes});
  written_ += lines;
  lines_ -= lines;
  torn_ = batch_[bytes - 1] != '\n';
  batch_.erase(0, bytes);
}

/// All but the rest of a line.
void access_writer::drop(std::string why) {
  batch_.resize(torn_ ? batch_.find('\n') + 1 : 0);
  dropped_ += lines_ - (torn_ ? 1 : 0);
  lines_ = torn_ ? 1 : 0;
  why_ = std::move(why);
}

} // namespace loadex::observability
