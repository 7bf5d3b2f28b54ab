#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace loadex::tests::e2e {

/// What became of the requests of a traffic.
struct tally {
  std::size_t answered = 0;
  std::map<std::string, std::size_t> by_backend; // the demo backends that answered
  std::vector<std::string> failures;             // what went wrong otherwise, in words
};

/// Clients that GET over and over until stopped or done, each on its keep-alive connection, or on a new one each time.
class traffic {
public:
  struct plan {
    std::size_t clients = 1;
    std::size_t requests = 0; // in all; 0: until stopped
    std::size_t restless = 0; // of the clients take a new connection for each request
  };

  traffic(std::uint16_t port, const plan& what);
  ~traffic();

  /// Requests answered so far.
  std::size_t answered() const noexcept { return answered_; }

  /// The same for each client.
  std::vector<std::size_t> answered_by_client() const;

  /// What became of the requests so far.
  tally so_far();

  /// Waits until the planned requests are done.
  tally finish();

  /// Ends it after the requests under way.
  tally stop();

private:
  void run(std::uint16_t port, bool restless, std::atomic<std::size_t>& answers);
  bool take_one();
  void count_answer(const std::string& backend);
  void count_failure(std::string what);

  std::atomic<std::size_t> left_;
  std::atomic<std::size_t> answered_{0};
  std::vector<std::atomic<std::size_t>> by_client_;
  std::mutex mutex_; // guards tally_
  tally tally_;
  std::vector<std::thread> clients_;
};

} // namespace loadex::tests::e2e
