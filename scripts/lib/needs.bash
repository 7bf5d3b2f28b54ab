# shellcheck shell=bash
# What Loadex needs of a machine, in one table: scripts/deps installs what is missing, scripts/doctor says how it stands.
# What is looked for is a command, a header, a library or a file, and not a package: what came from elsewhere counts as well.
#
# To be sourced.

# ROOT is where / is, for tests.
readonly root=${ROOT-}

# group | what for | how to find it | Debian | Fedora | Arch | Alpine | its own name, where a distribution's is not known (-)
#
# `base` is what building, testing and the demo need; a missing package of `wanted` is installed along with others but is
# no reason to install anything.
needs() {
  sed -n '/^[^#]/s/ *| */|/gp' <<'END'
base         | to compile      | command g++                    | g++                  | gcc-c++            | gcc             | g++               | GCC 12 or later
base         | to compile      | command cmake                  | cmake                | cmake              | cmake           | cmake             | CMake 3.25 or later
base         | to compile      | command ninja                  | ninja-build          | ninja-build        | ninja           | samurai           | Ninja
base         | libraries       | header caf/actor_system.hpp    | libcaf-dev           | -                  | -               | -                 | the C++ Actor Framework 0.17.6 (caf/actor_system.hpp)
# Debian 12's default Boost, 1.74, has no URL library.
base         | libraries       | header boost/url.hpp           | libboost1.81-dev     | boost-devel        | boost           | boost-dev         | Boost 1.81 (boost/url.hpp)
base         | libraries       | library libboost_url           | libboost-url1.81-dev | boost-devel        | boost           | boost-dev         | Boost.URL 1.81 (libboost_url.so)
base         | libraries       | header nlohmann/json.hpp       | nlohmann-json3-dev   | json-devel         | nlohmann-json   | nlohmann-json     | JSON for Modern C++ (nlohmann/json.hpp)
base         | libraries       | header spdlog/spdlog.h         | libspdlog-dev        | spdlog-devel       | spdlog          | spdlog-dev        | spdlog (spdlog/spdlog.h)
base         | libraries       | header fmt/core.h              | libfmt-dev           | fmt-devel          | fmt             | fmt-dev           | {fmt} (fmt/core.h)
base         | libraries       | header CLI/CLI.hpp             | libcli11-dev         | cli11-devel        | cli11           | -                 | CLI11 (CLI/CLI.hpp)
base         | libraries       | header xxhash.h                | libxxhash-dev        | xxhash-devel       | xxhash          | xxhash-dev        | xxHash (xxhash.h)
base         | libraries       | header liburing.h              | liburing-dev         | liburing-devel     | liburing        | liburing-dev      | liburing 2.3 (liburing.h)
base         | libraries       | header openssl/ssl.h           | libssl-dev           | openssl-devel      | openssl         | openssl-dev       | OpenSSL 3.0 or later (openssl/ssl.h)
base         | for the page    | file usr/share/javascript/chart.js/chart.min.js | libjs-chart.js | -   | -               | -                 | Chart.js 3.9 (/usr/share/javascript/chart.js/chart.min.js)
base         | for tests       | header catch2/catch.hpp        | catch2               | -                  | catch2-v2       | -                 | Catch2 2.13 (catch2/catch.hpp)
base         | for tests       | command python3                | python3              | python3            | python          | python3           | Python 3
base         | for tests       | command openssl                | openssl              | openssl            | openssl         | openssl           | OpenSSL's command
base         | for tests       | command groff                  | groff-base           | groff-base         | groff           | groff             | groff
base         | for the demo    | command curl                   | curl                 | curl               | curl            | curl              | curl
wanted       | to be quicker   | command ccache                 | ccache               | ccache             | ccache          | ccache            | ccache
wanted       | to be quicker   | command mold                   | mold                 | mold               | mold            | mold              | mold
lint         | to lint         | command git                    | git                  | git                | git             | git               | git
lint         | to lint         | command clang-format           | clang-format         | clang-tools-extra  | clang           | clang-extra-tools | clang-format 14
lint         | to lint         | command clang-tidy             | clang-tidy           | clang-tools-extra  | clang           | clang-extra-tools | clang-tidy 14
lint         | to lint         | command shellcheck             | shellcheck           | ShellCheck         | shellcheck      | shellcheck        | ShellCheck
bench        | to measure      | command wrk                    | wrk                  | wrk                | wrk             | wrk               | wrk
bench        | to compare with | service haproxy                | haproxy              | haproxy            | haproxy         | haproxy           | HAProxy
bench        | to compare with | service nginx                  | nginx-light          | nginx              | nginx           | nginx             | nginx
bench        | to measure      | header benchmark/benchmark.h   | libbenchmark-dev     | google-benchmark-devel | benchmark   | benchmark-dev     | Google Benchmark (benchmark/benchmark.h)
comparison   | to compare with | service haproxy                | haproxy              | haproxy            | haproxy         | haproxy           | HAProxy
comparison   | to compare with | service nginx                  | nginx-light          | nginx              | nginx           | nginx             | nginx
comparison   | to compare with | service caddy                  | caddy                | caddy              | caddy           | caddy             | Caddy
balancing    | to measure      | command wrk                    | wrk                  | wrk                | wrk             | wrk               | wrk
balancing    | to draw         | module matplotlib              | python3-matplotlib   | python3-matplotlib | python-matplotlib | py3-matplotlib  | matplotlib
clients      | as clients      | command ab                     | apache2-utils        | httpd-tools        | apache          | apache2-utils     | ab
clients      | as clients      | command gnutls-cli             | gnutls-bin           | gnutls-utils       | gnutls          | gnutls-utils      | gnutls-cli
clients      | as clients      | command openssl                | openssl              | openssl            | openssl         | openssl           | OpenSSL's command
clients      | as clients      | command node                   | nodejs               | nodejs             | nodejs          | nodejs            | Node.js 18 or later
clients      | as clients      | command wrk                    | wrk                  | wrk                | wrk             | wrk               | wrk
clients      | as clients      | module websockets              | python3-websockets   | python3-websockets | python-websockets | py3-websockets  | websockets
audit        | to audit        | command testssl                | testssl.sh           | testssl            | testssl.sh      | testssl.sh        | testssl.sh
audit        | to audit        | command openssl                | openssl              | openssl            | openssl         | openssl           | OpenSSL's command
openapi      | for tests       | command node                   | nodejs               | nodejs             | nodejs          | nodejs            | Node.js 18 or later
openapi      | for tests       | command npm                    | npm                  | nodejs-npm         | npm             | npm               | npm
browser      | for tests       | command chromium               | chromium             | chromium           | chromium        | chromium          | Chromium
systemd      | for tests       | command systemd-analyze        | systemd              | systemd            | systemd         | -                 | systemd
systemd      | for tests       | command curl                   | curl                 | curl               | curl            | curl              | curl
metrics      | for tests       | service prometheus             | prometheus           | golang-github-prometheus | prometheus | prometheus       | Prometheus
package      | to package     | command dh_installsysusers     | debhelper            | -                  | -               | -                 | debhelper 13
package      | to check it    | command lintian                | lintian              | -                  | -               | -                 | lintian
package      | to install it  | command mmdebstrap             | mmdebstrap           | mmdebstrap         | mmdebstrap      | -                 | mmdebstrap
package      | to install it  | command ip                     | iproute2             | iproute            | iproute2        | iproute2          | ip
fuzz         | to fuzz         | command clang++                | clang                | clang              | clang           | clang             | clang
# Debian's clang does not bring libFuzzer along.
fuzz         | to fuzz         | fuzzer                         | libclang-rt-14-dev   | compiler-rt        | compiler-rt     | compiler-rt       | libFuzzer
flamegraph   | to measure      | command perf                   | linux-perf           | perf               | perf            | perf              | perf
instructions | to measure      | command valgrind               | valgrind             | valgrind           | valgrind        | valgrind          | Valgrind
coverage     | to report       | command gcovr                  | gcovr                | gcovr              | gcovr           | gcovr             | gcovr
END
}

groups() { needs | cut -d'|' -f1 | grep -vx wanted | uniq; }

# is_there COMMAND|HEADER|...: finds what the table says. Daemons are where only root's path leads.
is_there() {
  case $1 in
    command | service) PATH="$PATH:$root/usr/local/sbin:$root/usr/sbin:$root/sbin" command -v "$2" >/dev/null ;;
    file) [[ -e $root/$2 ]] ;;
    header) [[ -e $root/usr/include/$2 || -e $root/usr/local/include/$2 ]] ;;
    library) compgen -G "$root/usr/lib/*/$2.so" || compgen -G "$root/usr/lib/$2.so" ||
      compgen -G "$root/usr/lib64/$2.so" || compgen -G "$root/usr/local/lib/$2.so" ;;
    module) # where Debian's are
      /usr/bin/python3 -c "import importlib.util, sys; sys.exit(not importlib.util.find_spec('$2'))" ;;
    fuzzer) compgen -G "$root/usr/lib/llvm-*/lib/clang/*/lib/linux/libclang_rt.fuzzer-*.a" ||
      compgen -G "$root/usr/lib/clang/*/lib/linux/libclang_rt.fuzzer-*.a" ;;
  esac >/dev/null 2>&1
}

# missing GROUP...: the rows of these groups that are not there, as they stand in the table.
missing() {
  local wanted_groups=" $* " group why find packages
  while IFS='|' read -r group why find packages; do
    # shellcheck disable=SC2086 # `find` is two words
    if [[ $wanted_groups == *" $group "* ]] && ! is_there $find; then
      echo "$group|$why|$find|$packages"
    fi
  done < <(needs)
}

# The distribution, in its own words: VERSION_ID and the like of os-release.
os_release() { sed -n "s/^$1=//p" "$root/etc/os-release" 2>/dev/null | tr -d \"\'; }

# Where this machine's packages do not do.
other_ways() {
  cat <<'END'
  docker compose up -d     the balancer and five backends in containers: builds an image, which takes minutes
  or a virtual machine with Debian 12, and the same command there
END
}
