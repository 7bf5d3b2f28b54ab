#include "apps/loadbalancer/daemon/signals.hpp"

#include <pthread.h>

namespace loadex {

namespace {

void change_mask(int how) {
  sigset_t all;
  sigemptyset(&all);
  for (const int signal : answered_signals)
    sigaddset(&all, signal);
  ::pthread_sigmask(how, &all, nullptr);
}

} // namespace

void hold_back_signals() {
  change_mask(SIG_BLOCK);
}

void let_signals_come() {
  change_mask(SIG_UNBLOCK);
}

} // namespace loadex
