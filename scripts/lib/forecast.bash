# shellcheck shell=bash
# How long a build will take, told before it begins. To be sourced, at the top of the tree.

# What g++ 12 takes of a CPU for one source, on average; linking is not much beside it.
readonly seconds_a_source=2

if [[ ! ${JOBS:-1} =~ ^[1-9][0-9]*$ ]]; then
  echo "JOBS is how many compilers run at a time, such as JOBS=2, and not $JOBS" >&2
  exit 2
fi

# Those that JOBS leaves us.
cpus() {
  local all
  all=$(nproc)
  echo $((${JOBS:-$all} < all ? ${JOBS:-$all} : all))
}

# counted NUMBER NOUN: 1 package, 2 packages.
counted() { echo "$1 $2$( (($1 == 1)) || echo s)"; }

# duration SECONDS: in words.
duration() {
  if (($1 >= 60 && $1 % 60 > 0)); then
    echo "$(($1 / 60)) min $(($1 % 60)) s"
  elif (($1 >= 60)); then
    echo "$(($1 / 60)) min"
  else
    echo "$1 s"
  fi
}

# about SECONDS: rounded as a forecast should be.
about() {
  if (($1 < 60)); then
    echo "about $(duration $((($1 + 9) / 10 * 10)))"
  else
    echo "about $((($1 + 30) / 60)) min"
  fi
}

# compiling SOURCES: how long that takes.
compiling() { about $(($1 * seconds_a_source / $(cpus))); }

# sources_of GOAL...: how many sources `make GOAL...` compiles in a tree where nothing is built; 0 if that is not known.
sources_of() {
  local folders=(base config observability actors net apps)
  case " $* " in
    *" test "* | *" testsum "* | *" asan "* | *" tsan "*) folders+=(tests) ;;
    *" test-fast "* | *" test-unit "* | *" coverage "*) folders+=(tests/unit tests/support tests/fuzz) ;;
    *" demo "* | *" failover "* | *" build "* | *" all "* | *" install "*) ;;
    *" bench "* | *" flamegraph "* | *" instructions "*) ;;
    *) echo 0 && return ;;
  esac
  { find "${folders[@]}" -name '*.cpp' 2>/dev/null || true; } | wc -l # in the making of an image none are there yet
}
