# What people type. `make help` lists it; anything longer than a few lines lives in scripts/.
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
# Whatever -j says: targets share apt and the build folders, and what they call uses all CPUs.
.NOTPARALLEL:

PREFIX ?= /usr/local
JOBS ?= $(shell nproc 2>/dev/null)

# For the scripts: how many compilers and tests run at a time, and what they are run for.
export JOBS
export ASKED_FOR := make $(or $(MAKECMDGOALS),help)

programs := loadbalancer loadex backend
release := build/release

# $(call compile,preset,targets): all targets if none is named.
compile = @scripts/build $(1) $(2)

# $(call test,preset,programs,options of ctest): builds these programs, all if none is named, and runs the tests meant.
test = @scripts/run-tests $(1) --build $(2) -- $(3)

build/%/build.ninja: CMakePresets.json | deps
	@echo 'Configuring build/$*'
	@cmake --preset $* >/dev/null
	@touch $@
.PRECIOUS: build/%/build.ninja

# What tests have from npm, as tests/openapi/package-lock.json names it.
npm_packages := build/npm/node_modules/.package-lock.json
$(npm_packages): tests/openapi/package.json tests/openapi/package-lock.json tests/openapi/.npmrc
	@scripts/deps openapi
	@mkdir -p build/npm && cp $^ build/npm/
	@cd build/npm && npm ci --silent
	@touch $@

##@ The two commands
.PHONY: demo
demo: build ## Five backends and a balancer on this machine, with live traffic; Ctrl-C ends it
	@scripts/demo

.PHONY: test
test: $(release)/build.ninja $(npm_packages) ## Every test without a browser or Prometheus: unit, simulation, end to end, live, edge, openapi, chaos, docs, scripts
	$(call test,release,,-LE 'browser|metrics')

##@ Look around
.PHONY: help doctor
help: ## This list
	@awk -f scripts/make-help.awk $(MAKEFILE_LIST)
doctor: ## Is this machine fit? Says what is missing, changes nothing
	@scripts/doctor

.PHONY: failover
failover: build ## The demo as a story: a backend is killed under traffic, and no request fails
	@scripts/demo story

.PHONY: up down
up: ## The demo in containers
	docker compose up -d --build --wait
down: ## Its end
	docker compose down --remove-orphans

.PHONY: health
health: loadex ## What the balancer that runs says of its backends
	@bin/loadex health

##@ Build
.PHONY: all build loadex
build: $(release)/build.ninja ## bin/loadbalancer, bin/loadex, bin/backend
	$(call compile,release,$(programs))
	@mkdir -p bin && ln -sf $(programs:%=../$(release)/bin/%) bin/
all: build ## The same
loadex: $(release)/build.ninja ## Only bin/loadex
	$(call compile,release,loadex)
	@mkdir -p bin && ln -sf ../$(release)/bin/loadex bin/

.PHONY: install
install: share := $(DESTDIR)$(PREFIX)/share
install: build ## loadbalancer and loadex under PREFIX (/usr/local); packagers set DESTDIR
	install -D --strip -t '$(DESTDIR)$(PREFIX)/bin' $(release)/bin/loadbalancer $(release)/bin/loadex
	install -D -m 644 packaging/systemd/loadex.service '$(DESTDIR)$(PREFIX)/lib/systemd/system/loadex.service'
	sed -i 's|=/usr/bin/|=$(PREFIX)/bin/|' '$(DESTDIR)$(PREFIX)/lib/systemd/system/loadex.service'
	mkdir -p '$(share)/man/man1' '$(share)/man/man5' '$(share)/man/man8' \
	  '$(share)/bash-completion/completions' '$(share)/zsh/site-functions' \
	  '$(share)/fish/vendor_completions.d'
	$(release)/bin/loadex __man '$(share)/man/man1'
	$(release)/bin/loadbalancer __man '$(share)/man/man8'
	mv '$(share)/man/man8/loadex.conf.5' '$(share)/man/man5/'
	$(release)/bin/loadex completion bash >'$(share)/bash-completion/completions/loadex'
	$(release)/bin/loadex completion zsh >'$(share)/zsh/site-functions/_loadex'
	$(release)/bin/loadex completion fish >'$(share)/fish/vendor_completions.d/loadex.fish'

.PHONY: package sbom reproducible
package: $(release)/build.ninja ## The Debian package and its bill of materials, in build/package
	@scripts/deps package
	@scripts/package
sbom: build ## What of other projects is in the programs, as CycloneDX: build/sbom.cdx.json
	scripts/sbom >build/sbom.cdx.json
reproducible: package ## Does a second build, elsewhere, make the same package? Compiles everything
	@scripts/reproducible

.PHONY: deps setup
deps: ## Install what is missing, with apt; every target does so by itself
	@scripts/deps
setup: deps ## The same

.PHONY: clean
clean: ## Remove everything that was built
	rm -rf build bin

##@ Test
unit_programs := unit_tests $(patsubst tests/fuzz/targets/%.cpp,fuzz_%,$(wildcard tests/fuzz/targets/*.cpp))

.PHONY: test-fast test-unit test-algo test-e2e test-live test-edge test-poll test-edge-peers test-openapi test-chaos test-scripts
.PHONY: test-browser test-metrics test-systemd test-docker testsum
test-fast: test-unit ## Unit tests alone, in seconds: for the edit cycle
test-unit: $(release)/build.ninja ## The same
	$(call test,release,$(unit_programs),-L unit)
test-algo: $(release)/build.ninja ## The balancing algorithms, in every kind of test
	$(call test,release,unit_tests e2e_tests live_tests simulation_tests,\
	  -R 'round robin|least connections|power of two|ewma|random|hash|algorithm|chooser')
test-e2e: $(release)/build.ninja ## The real programs, end to end
	$(call test,release,e2e_tests,-L e2e)
test-live: $(release)/build.ninja ## Pool and algorithm changed under load, over sockets
	$(call test,release,live_tests,-L live)
test-edge: $(release)/build.ninja ## The HTTP edge, held to its tables: raw bytes on both sides
	$(call test,release,edge_tests,-L edge)
test-poll: $(release)/build.ninja ## End to end, live and edge once more, without io_uring
	@LOADEX_TESTS_IO=poll scripts/run-tests release --build e2e_tests live_tests edge_tests -- -L 'e2e|live|edge'
test-edge-peers: bench-deps $(release)/build.ninja ## Where HAProxy and nginx differ on these tables: docs/measured/edge-peers.md
	$(call compile,release,edge_peers)
	tests/edge/peers
test-openapi: $(release)/build.ninja $(npm_packages) ## The API, held to its own description, which a validator has read
	$(call test,release,loadbalancer,-L openapi)
test-browser: $(release)/build.ninja $(npm_packages) ## The dashboard, in Debian's Chromium; its pictures are in build/release/pictures
	@scripts/deps browser
	$(call test,release,$(programs),-L browser)
test-metrics: $(release)/build.ninja $(npm_packages) ## Metrics, alerts and Grafana's dashboard, with a real Prometheus
	@scripts/deps metrics
	$(call test,release,loadbalancer backend,-L metrics)
test-systemd: build ## The unit under the real systemd, in namespaces of its own: needs root
	@scripts/deps systemd
	python3 -B tests/scripts/unit_test.py
	tests/systemd/run
test-docker: ## The demo in containers, its commands as people type them; needs a Docker engine
	tests/docker/run
test-chaos: $(release)/build.ninja ## Backends killed and flipped under load
	$(call test,release,chaos_tests,-L chaos)
test-scripts: $(release)/build.ninja $(npm_packages) ## What make calls: scripts/, k6/, the workflows of .github/
	$(call test,release,$(programs),-L scripts)
testsum: $(release)/build.ninja $(npm_packages) ## The tests of `make test`; says only how they went
	@scripts/run-tests --quiet release -- -LE 'browser|metrics'

.PHONY: test-simulation soak-virtual
test-simulation: $(release)/build.ninja ## The control plane through a day of faults in virtual time
	$(call test,release,simulation_tests,-L simulation)
soak-virtual: HOURS ?= 720
soak-virtual: SEEDS ?= 1
soak-virtual: SEED ?= 1
soak-virtual: RATE ?= 100
soak-virtual: ORDER_EVERY ?= 45
soak-virtual: $(release)/build.ninja ## Days of it: HOURS (720), SEEDS (1) from SEED (1) on, RATE (100)
	$(call compile,release,soak_virtual)
	$(release)/bin/soak_virtual --hours $(HOURS) --seeds $(SEEDS) --seed $(SEED) \
	  --rate $(RATE) --order-every $(ORDER_EVERY) --jobs $(JOBS)

.PHONY: test-package
test-package: package $(npm_packages) ## The package: lintian, and its whole life in a fresh Debian 12; needs root
	$(call test,release,$(programs),-L package)
	tests/package/run

.PHONY: soak
soak: MINUTES ?= 60
soak: build ## Everything at once for MINUTES (60): mixed traffic, reloads, churn, upgrades, kills; nothing may grow
	@scripts/deps clients
	tests/soak/run --minutes $(MINUTES)

.PHONY: test-clients
test-clients: build ## curl, WebSockets, server-sent events, ab and wrk against the balancer
	@scripts/deps clients
	tests/clients/run

.PHONY: audit-tls
audit-tls: build ## testssl.sh judges a listener of TLS as it is by default
	@scripts/deps audit
	tests/tls/audit

.PHONY: k6
k6: ## 100, 500 and 1,000 virtual users at the balancer that runs, by k6; BASE_URL, DURATION
	@scripts/k6

.PHONY: asan tsan coverage fuzz
asan: build/asan/build.ninja $(npm_packages) ## All of them but chaos and scripts under AddressSanitizer and UndefinedBehaviorSanitizer
	$(call test,asan,,-LE 'browser|chaos|metrics|scripts')
tsan: export TSAN_OPTIONS = suppressions=$(CURDIR)/scripts/tsan.supp
tsan: build/tsan/build.ninja ## Unit and end-to-end tests under ThreadSanitizer
	$(call test,tsan,,-L 'unit|e2e')
coverage: build/coverage/build.ninja ## Line coverage of the unit tests: build/coverage/report
	@scripts/deps coverage
	$(call test,coverage,$(unit_programs),-L unit)
	@mkdir -p build/coverage/report
	gcovr --root . --filter '(config|observability|actors|net)/' --html-details build/coverage/report/index.html \
	  --print-summary build/coverage

.PHONY: docs picture test-docs
docs: $(release)/build.ninja ## Write what docs/ has from the code
	$(call compile,release,docs_tests)
	UPDATE_DOCS=1 $(release)/bin/docs_tests 'what is made from the code*'
picture: build ## Record the moving picture of the front page, in a run of the demo: docs/pictures/demo.svg
	tests/docs/picture
test-docs: $(release)/build.ninja ## The documentation: its commands run, its tables compared
	$(call test,release,docs_tests,-L docs)

fuzz: SECONDS ?= 60
fuzz: ## The HTTP/1 code against random bytes, each target for SECONDS (60)
	@scripts/deps fuzz
	@cmake --preset fuzz >/dev/null
	$(call compile,fuzz,fuzzers)
	scripts/fuzz $(SECONDS)

##@ Tidy
.PHONY: lint lint-all format
lint: ## Formatting, layers, scripts, and clang-tidy on what has changed
	@scripts/deps lint
	@scripts/lint
lint-all: ## The same with clang-tidy over every source
	@scripts/deps lint
	@scripts/lint all
format: ## Format every source
	@scripts/deps lint
	@scripts/lint format

##@ Measure
.PHONY: bench bench-deps bench-tls bench-probes bench-scrape bench-health bench-upgrade bench-build comparison instructions balancing-page
.PHONY: flamegraph
bench: bench-deps build ## CPU per request, beside HAProxy and nginx: 15 minutes
	@cmake --preset release >/dev/null # finds Google Benchmark if it has just been installed
	$(call compile,release,micro_benchmarks lean_load)
	tests/bench/run
flamegraph: bench-deps build ## Where the CPU time of a small GET goes: docs/measured/flamegraph.svg
	@scripts/deps flamegraph
	tests/bench/flamegraph
bench-tls: bench-deps build ## What TLS with clients costs, beside HAProxy and nginx: docs/measured/tls.md, 6 minutes
	tests/bench/tls
bench-probes: bench-deps build ## CPU per probe of 1,000 backends, beside HAProxy
	tests/bench/probes
bench-scrape: build ## What a scrape of 1,000 backends takes, and who waits for it
	tests/bench/scrape
bench-health: bench-deps build ## How soon sick backends are out and recovered ones back, beside HAProxy
	tests/bench/health
bench-upgrade: bench-deps build ## What clients notice of 200 upgrades, beside HAProxy and nginx: 20 minutes
	tests/bench/upgrade
bench-build: ## How long `make demo` and `make test` take in fresh clones: 11 minutes
	tests/bench/build
comparison: build ## Loadex, HAProxy, nginx and Caddy in the same trouble: docs/measured/comparison.md
	@scripts/deps comparison
	tests/comparison/run
instructions: build ## Instructions per request, beside the recorded ones
	@scripts/deps instructions
	tests/bench/instructions
balancing-page: build ## The algorithms beside one another: docs/measured/balancing.md
	@scripts/deps balancing
	tests/bench/balancing
bench-deps: ## Install what these compare with: wrk, HAProxy, nginx (without starting them)
	@scripts/deps bench
