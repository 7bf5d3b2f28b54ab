# shellcheck shell=bash
# Who listens on a port of this machine. To be sourced.

is_free() { ! (exec 3<>"/dev/tcp/localhost/$1") 2>/dev/null; }

# The inode of the socket that listens there. ss and lsof are not everywhere.
socket_on() {
  awk -v port="$(printf ':%04X' "$1")" '$4 == "0A" && substr($2, length($2) - 4) == port { print $10; exit }' \
    /proc/net/tcp /proc/net/tcp6 2>/dev/null
}

# holder PORT: the process id of whoever listens there; nothing if that is another user's, and so cannot be seen.
holder() {
  local socket
  socket=$(socket_on "$1")
  [[ -n $socket ]] || return 0
  { find /proc/[0-9]*/fd -lname "socket:\[$socket\]" 2>/dev/null || true; } | sed -n '1s|^/proc/\([0-9]*\)/.*|\1|p'
}

# whose PORT: words for it.
whose() {
  local pid
  pid=$(holder "$1")
  if [[ $pid ]]; then
    echo "by $(cat "/proc/$pid/comm" 2>/dev/null), process $pid"
  elif [[ $(socket_on "$1") ]]; then
    echo "by another user's process"
  else
    echo "by a process that cannot be seen from here"
  fi
}

# free_ports NEAR COUNT: the first of so many free ports in a row, a thousand from NEAR or later.
free_ports() {
  local from=$(($1 < 60000 ? $1 + 1000 : $1 - 20000)) count=$2 each
  while ((from + count < 65536)); do
    for ((each = from; each < from + count; each++)); do
      is_free "$each" || break
    done
    if ((each == from + count)); then
      echo "$from"
      return
    fi
    from=$((each + 1))
  done
}
