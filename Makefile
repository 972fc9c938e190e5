# What a person types. Every target is quiet when all is well and prints the whole log when it is not.

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

# Debian 12's names. Beside them a machine needs g++, make, cmake and git.
PACKAGES := ninja-build pkg-config clang clang-tidy clang-format libclang-rt-14-dev \
            rapidjson-dev libsimdjson-dev tao-pegtl-dev libre2-dev libfmt-dev libexpected-dev libcli11-dev librdkafka-dev libssl-dev \
            libsqlite3-dev liblmdb-dev prometheus-cpp-dev \
            libgtest-dev librapidcheck-dev libaugeas-dev libbenchmark-dev libvalijson-dev

# What Apache Kafka needs beside them, for test-broker only.
BROKER_PACKAGES := openjdk-17-jre-headless maven

FUZZ_SECONDS ?= 60
PEER_PAIRS ?= 5000
KAFKA_VERSION ?= 3.9.1
KAFKA_NODES ?= 1
LOGS := build/logs

# $(call logged,NAME,COMMAND): silent on success, the log on failure.
logged = mkdir -p $(LOGS); { $(2); } >$(LOGS)/$(1).log 2>&1 </dev/null || { cat $(LOGS)/$(1).log; exit 1; }
build = $(call logged,build-$(1),cmake --preset $(1) && cmake --build --preset $(1))
# $(call ctest,PRESET,N): N tests a core at a time, 1 unless told. A test run ends with ctest's own closing lines.
ctest = $(call logged,test-$(1),ctest --preset $(1) -j $$(($(or $(2),1) * $$(nproc)))); sed -n '/tests passed/,$$p' $(LOGS)/test-$(1).log

.PHONY: help
help: ## List the targets
	@sed -nE 's/^([a-z-]+):[^#]*## (.*)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 26

.PHONY: deps
deps: ## Install the Debian packages that are missing
	@.ci/deps $(PACKAGES)

.PHONY: demo
demo: deps ## Build the command and show the whole way of a record, broker included
	@echo 'building the command (build/release)'
	@$(call build,release)
	@build/release/src/cli/norm consume --demo

build-%: deps ## Build one preset and no more: dev, asan, release …
	@$(call build,$*)

.PHONY: test
test: deps ## Build and run all tests, then those of outside bytes under sanitizers
	@echo 'dev: g++ with assertions, all tests'
	@$(call build,dev)
	@$(call ctest,dev,3)  # those on a mock wait for most of their time
	@echo 'asan: clang with address and undefined-behaviour sanitizers'
	@$(call build,asan)
	@$(call ctest,asan)

.PHONY: test-broker
test-broker: deps broker ## Run the adapter's suite on Apache Kafka, KAFKA_VERSION=3.9.1 (or 4.1.1) KAFKA_NODES=1 (or 3)
	@echo 'broker: Apache Kafka $(KAFKA_VERSION), nodes: $(KAFKA_NODES)'
	@$(call build,dev)
	@$(on_kafka) $(call ctest,broker)

.PHONY: nightly-broker
nightly-broker: deps broker ## Run many seeds of chaos on Apache Kafka and on the mock (about half an hour)
	@$(call build,dev)
	@$(on_kafka) $(call ctest,nightly); grep -h '^seed' build/dev/Testing/Temporary/LastTest.log

# What finds Kafka's jars: see tests/broker/README.md.
kafka_jars = build/kafka/$(KAFKA_VERSION)
on_kafka = export NORM_BROKER=$(CURDIR)/$(kafka_jars) NORM_BROKER_NODES=$(KAFKA_NODES);

.PHONY: broker
broker:
	@.ci/deps $(BROKER_PACKAGES)
	@tests/broker/fetch.sh $(KAFKA_VERSION) $(kafka_jars)

.PHONY: bench
bench: deps ## Measure norm beside its peers, as ratios to a plain RapidJSON parse
	@$(call build,bench)
	@build/bench/bench/norm_bench
	@build/bench/bench/norm_bench_predicates
	@build/bench/bench/norm_bench_scaling

.PHONY: bench-peers
bench-peers: deps ## Measure the peers in other languages, too: ajv (npm) and Rust's jsonschema (wants a cargo of 2024 or later)
	@command -v npm >/dev/null || .ci/deps nodejs npm
	@command -v cargo >/dev/null || { echo "bench-peers: no cargo on PATH, and Debian 12's (1.63) is too old for the jsonschema crate: install Rust, https://rustup.rs" >&2; exit 2; }
	@$(call build,bench)
	@mkdir -p build/peers/ajv && cp bench/peers/ajv/* build/peers/ajv/
	@$(call logged,peer-ajv,npm install --prefix build/peers/ajv --no-audit --no-fund)
	@mkdir -p build/peers/crate && cp -r bench/peers/jsonschema/. build/peers/crate/
	@$(call logged,peer-jsonschema,cargo build --release --manifest-path build/peers/crate/Cargo.toml --target-dir build/peers/jsonschema)
	@NORM_PEERS=build/peers build/bench/bench/norm_bench --benchmark_filter='by pipe|baseline|norm'

.PHONY: bench-kafka
bench-kafka: deps broker ## Measure the adapter beside a bare poll loop, on the mock and on Apache Kafka
	@$(call build,bench)
	@build/bench/bench/norm_bench_kafka
	@echo
	@$(on_kafka) build/bench/bench/norm_bench_kafka

.PHONY: fuzz
fuzz: deps ## Fuzz every place that eats outside bytes, FUZZ_SECONDS=60 each
	@$(call build,fuzz)
	@for fuzzer in build/fuzz/tests/fuzz/fuzz_*; do \
	  name=$$(basename $$fuzzer); corpus=build/fuzz/corpus/$$name; mkdir -p $$corpus; \
	  echo "$$name: $(FUZZ_SECONDS) s"; \
	  $(call logged,$$name,$$fuzzer -max_total_time=$(FUZZ_SECONDS) -timeout=10 -max_len=65536 \
	    -artifact_prefix=build/fuzz/$$name- $$corpus tests/fuzz/seeds/*); \
	done

.PHONY: peer-diff
peer-diff: deps ## Ask json-schema-diff (npm) and norm diff about PEER_PAIRS=5000 pairs; ajv judges the witnesses
	@command -v npm >/dev/null || .ci/deps nodejs npm
	@$(call build,release)
	@mkdir -p build/peer-diff && cp tests/diff/peer/* build/peer-diff/
	@$(call logged,peer-diff-install,npm install --prefix build/peer-diff --no-audit --no-fund)
	@node build/peer-diff/compare.mjs build/release/src/cli/norm $(PEER_PAIRS) 1

.PHONY: nightly
nightly: deps ## What takes hours: chaos on the simulated broker, a million pairs for the judge and for diff, then 20 minutes each fuzzer
	@$(call build,dev)
	@export NORM_CHAOS_SEEDS=20000; $(call logged,nightly-chaos,build/dev/tests/kafka/test_kafka_engine --gtest_filter='Chaos.*'); tail -1 $(LOGS)/nightly-chaos.log
	@export NORM_JUDGE_PAIRS=1000000; $(call logged,nightly-judge,build/dev/tests/judge/test_judge); tail -1 $(LOGS)/nightly-judge.log
	@export NORM_SECRET_PAIRS=200000; $(call logged,nightly-redaction,build/dev/tests/redaction/test_redaction); tail -1 $(LOGS)/nightly-redaction.log
	@export NORM_DIFF_PAYLOADS=1000000 NORM_DIFF_REWRITES=100000; $(call logged,nightly-diff,build/dev/tests/diff/test_diff --gtest_filter='Payloads.*:Rewrites.*'); tail -1 $(LOGS)/nightly-diff.log
	@$(MAKE) peer-diff
	@$(MAKE) fuzz FUZZ_SECONDS=1200

.PHONY: tsan
tsan: deps ## Run the tests of what threads share under ThreadSanitizer, the adapter's on the mock among them
	@$(call build,tsan)
	@$(call ctest,tsan)

.PHONY: asan-kafka
asan-kafka: deps ## Run the adapter's tests on the mock under AddressSanitizer
	@$(call build,asan-kafka)
	@$(call ctest,asan-kafka)

.PHONY: tidy
tidy: deps ## Run clang-tidy over the library and the command
	@$(call build,tidy)

.PHONY: format
format: deps ## Format every source file in place
	@find include src grammar tests bench -name '*.h' -o -name '*.cc' | xargs clang-format -i

.PHONY: clean
clean: ## Remove everything that was built
	@rm -rf build
