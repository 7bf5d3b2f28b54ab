# What people type. `make help` lists it; anything longer than a few lines lives in scripts/.
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

PREFIX ?= /usr/local
JOBS ?= $(shell nproc)

programs := loadbalancer loadex backend
release := build/release

# $(call compile,preset,targets), all targets if none is named; Ninja runs CMake again when its files change.
compile = cmake --build --preset $(1) -j$(JOBS) $(if $(2),--target $(2))

# $(call ctest,preset,options)
ctest = ctest --test-dir build/$(1) --output-on-failure --no-tests=error -j$(JOBS) $(2)

build/%/build.ninja: CMakePresets.json | deps
	cmake --preset $*
	@touch $@
.PRECIOUS: build/%/build.ninja

##@ Build and run
.PHONY: help
help: ## Show this list
	@awk -f scripts/make-help.awk $(MAKEFILE_LIST)

.PHONY: deps setup
deps: ## Install what is missing with apt (does nothing when all is there)
	@scripts/deps
setup: deps ## The same as deps

.PHONY: all build loadex
all: build ## The same as build
build: $(release)/build.ninja ## Build the release: bin/loadbalancer, bin/loadex, bin/backend
	$(call compile,release,$(programs))
	@mkdir -p bin && ln -sf $(programs:%=../$(release)/bin/%) bin/
loadex: $(release)/build.ninja ## Build only bin/loadex
	$(call compile,release,loadex)
	@mkdir -p bin && ln -sf ../$(release)/bin/loadex bin/

.PHONY: install
install: build ## Install loadbalancer and loadex under PREFIX (/usr/local); packagers set DESTDIR
	install -D --strip -t '$(DESTDIR)$(PREFIX)/bin' $(release)/bin/loadbalancer $(release)/bin/loadex

.PHONY: demo failover
demo: build ## Five backends and a balancer on this machine, with live traffic; Ctrl-C ends it
	@scripts/demo
failover: build ## Kill a backend under traffic and see that no request fails
	@scripts/demo story

.PHONY: up down
up: ## Start the demo in containers: five backends and a balancer
	docker compose up -d --build --wait
down: ## Stop and remove the demo's containers
	docker compose down --remove-orphans

.PHONY: health
health: loadex ## Ask the running balancer about its backends
	@bin/loadex health

##@ Prove
.PHONY: test-build test testsum test-unit test-algo test-e2e test-live test-edge test-edge-peers test-chaos
test-build: $(release)/build.ninja
	$(call compile,release)
test: test-build ## Run every test: unit, simulation, end to end, live, edge, chaos
	$(call ctest,release)
testsum: test-build ## Run every test, show only the summary
	@$(call ctest,release) | sed -n '/% tests passed/,$$p'
test-unit: test-build ## Run the unit tests
	$(call ctest,release,-L unit)
test-algo: test-build ## Run the tests of the balancing algorithms
	$(call ctest,release,-R 'round robin|least connections|power of two|ewma|random|hash|algorithm|chooser')
test-e2e: test-build ## Run the tests that start the real programs
	$(call ctest,release,-L e2e)
test-live: test-build ## Change the pool and the algorithm under load, over real sockets
	$(call ctest,release,-L live)
test-edge: test-build ## Hold the HTTP edge to its tables: raw bytes on both sides
	$(call ctest,release,-L edge)
test-edge-peers: bench-deps test-build ## Report where HAProxy and nginx differ on the same tables, in docs/measured/edge-peers.md
	tests/edge/peers
test-chaos: test-build ## Run the tests that kill and flip backends under load
	$(call ctest,release,-L chaos)

.PHONY: test-simulation soak-virtual
test-simulation: test-build ## Run the control plane through a day of faults in virtual time
	$(call ctest,release,-L simulation)
soak-virtual: HOURS ?= 720
soak-virtual: SEEDS ?= 1
soak-virtual: SEED ?= 1
soak-virtual: RATE ?= 100
soak-virtual: ORDER_EVERY ?= 45
soak-virtual: JOBS ?= 1
soak-virtual: $(release)/build.ninja ## Simulate HOURS (720) for each of SEEDS (1), from SEED (1) on, at RATE (100) requests a second
	$(call compile,release,soak_virtual)
	$(release)/bin/soak_virtual --hours $(HOURS) --seeds $(SEEDS) --seed $(SEED) \
	  --rate $(RATE) --order-every $(ORDER_EVERY) --jobs $(JOBS)

.PHONY: test-clients
test-clients: build ## Drive the balancer with curl, WebSockets, server-sent events, ab and wrk
	@scripts/deps clients
	tests/clients/run

.PHONY: asan tsan coverage
asan: build/asan/build.ninja ## Run all tests but chaos under AddressSanitizer and UndefinedBehaviorSanitizer
	$(call compile,asan)
	$(call ctest,asan,-LE chaos)
tsan: export TSAN_OPTIONS = suppressions=$(CURDIR)/scripts/tsan.supp
tsan: build/tsan/build.ninja ## Run unit and end-to-end tests under ThreadSanitizer
	$(call compile,tsan)
	$(call ctest,tsan,-L 'unit|e2e')
coverage: build/coverage/build.ninja ## Line coverage of the unit tests, as a page in build/coverage/report
	@scripts/deps coverage
	$(call compile,coverage)
	$(call ctest,coverage,-L unit)
	@mkdir -p build/coverage/report
	gcovr --root . --filter '(config|observability|actors|net)/' --html-details build/coverage/report/index.html \
	  --print-summary build/coverage

.PHONY: docs test-docs
docs: $(release)/build.ninja ## Write what docs/ has from the code
	$(call compile,release,docs_tests)
	UPDATE_DOCS=1 $(release)/bin/docs_tests 'what is made from the code*'
test-docs: $(release)/build.ninja ## The documentation: its commands run, its tables compared
	$(call compile,release,docs_tests)
	$(call ctest,release,-L docs)

.PHONY: fuzz
fuzz: SECONDS ?= 60
fuzz: ## Fuzz the HTTP/1 code, each target for SECONDS (60)
	@scripts/deps fuzz
	cmake --preset fuzz >/dev/null
	$(call compile,fuzz)
	scripts/fuzz $(SECONDS)

.PHONY: lint lint-all format
lint: ## Check formatting, layers, scripts, and what has changed with clang-tidy
	@scripts/deps lint
	@scripts/lint
lint-all: ## The same with clang-tidy over every source
	@scripts/deps lint
	@scripts/lint all

format: ## Format every source
	@scripts/deps lint
	@scripts/lint format

.PHONY: bench bench-deps bench-probes bench-health instructions balancing-page
bench-deps: ## Install wrk, haproxy and nginx for the benchmark (without starting them)
	@scripts/deps bench
bench: bench-deps build ## Measure CPU per request beside HAProxy and nginx
	@cmake --preset release >/dev/null # finds Google Benchmark if it has just been installed
	$(call compile,release,micro_benchmarks)
	tests/bench/run
bench-probes: bench-deps build ## Measure what it costs to probe 1,000 backends, beside HAProxy
	tests/bench/probes
bench-health: bench-deps build ## Measure how soon sick backends are out and recovered ones back, beside HAProxy
	tests/bench/health
instructions: build ## Count the instructions of a request and compare with the recorded ones
	@scripts/deps instructions
	tests/bench/instructions
balancing-page: build ## Measure the algorithms beside one another, and write docs/measured/balancing.md
	@scripts/deps balancing
	tests/bench/balancing

.PHONY: clean
clean: ## Remove everything that was built
	rm -rf build bin
