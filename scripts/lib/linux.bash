# shellcheck shell=bash
# Ends the script that sources this, unless it runs on Linux. ASKED_FOR is what was typed.
#
# To be sourced before all else: macOS has a bash of 2007, which may not understand what follows.
if [[ $(uname -s) != Linux ]]; then
  echo "${ASKED_FOR:-$0}: Loadex runs on Linux, and this is $(uname -s | sed 's/^Darwin$/macOS/')." \
       "Two ways to have it all the same:" >&2
  cat >&2 <<'END'

  docker compose up -d     five backends and the balancer in containers (with Docker Desktop or Colima, for one)
  a Debian 12              in a virtual machine, and the same command there
END
  exit 1
fi
