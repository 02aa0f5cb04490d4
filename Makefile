# make run    sets up what is missing, builds the release, serves it with the production headers
# make test   everything that must hold: format, lints, native tests, module, sizes, browser tests
# make dev    the quick loop: unoptimised build, rebuilt on every change, same server
# make fuzz   everything that reads files, fed with what nobody would write: SECONDS=900, SEED= a number, ONLY= one target
# make bench  how fast and how large      make shots  pictures of the screens      make module  the engine as an ES module in pkg/

SHELL := /bin/bash
export PATH := $(CURDIR)/tests/node_modules/.bin:$(or $(CARGO_HOME),$(HOME)/.cargo)/bin:$(PATH)
# An environment's flags would silently replace those of .cargo/config.toml.
unexport RUSTFLAGS CARGO_ENCODED_RUSTFLAGS CARGO_BUILD_RUSTFLAGS

.PHONY: run test dev build fuzz bench module shots sizes setup clean help
.DEFAULT_GOAL := help

help:
	@sed -n 's/^# \{0,1\}//p;/^$$/q' Makefile

setup:
	@scripts/setup test

run: build
	@exec node scripts/serve.mjs

build:
	@scripts/setup build
	trunk build --release --offline --locked

dev:
	@scripts/setup build
	@scripts/dev

test:
	@scripts/setup test
	@scripts/test

fuzz:
	cargo test --locked --features schema --test fuzz -- --seconds $(or $(SECONDS),900) --seed $(or $(SEED),$(shell date +%s)) $(if $(ONLY),--only $(ONLY))

module:
	@scripts/setup build
	@scripts/module

bench:
	@scripts/setup test
	@scripts/bench

sizes:
	@node scripts/size.mjs

# SHOTS=home,import takes only these
shots: build
	@scripts/setup test
	@node scripts/shots.mjs

clean:
	cargo clean
	rm -rf dist pkg screenshots
