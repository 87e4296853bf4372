# `make` lists what can be made.

GOLANGCI := github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.15.0

# Data that is not part of the repository: releases and questions for eval, and
# what some tests look for. Override it with `make eval SHARED=/some/folder`.
SHARED ?= ../shared

# Examples of our own, fitted on beside those of SHARED.
TRAINING := eval/testdata/training

# The version of a release: the tag, or how far this commit is from none.
VERSION ?= $(shell git describe --tags 2>/dev/null | sed 's/^v//' | grep . || git log -1 --format=0.0.0-%ct.g%h)

# Where `make install` puts things.
PREFIX ?= /usr/local

# How many questions the load run asks, of an index of how many releases.
LOAD ?= 10000
ARCHIVE ?= 11000

# How long each fuzz target runs.
FUZZTIME ?= 60s

.DEFAULT_GOAL := help
.PHONY: help build install dist test lint bench load eval fit vuln fuzz

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "%-8s %s\n", $$1, $$2}' Makefile

build: ## build bin/motirbot
	go build -ldflags '-X main.released=$(VERSION)' -o bin/motirbot ./cmd/motirbot

install: build ## install it with man pages and completions below PREFIX
	install -d $(addprefix $(DESTDIR)$(PREFIX)/,bin share/man/man1 share/bash-completion/completions share/zsh/site-functions share/fish/vendor_completions.d)
	install -m 755 bin/motirbot $(DESTDIR)$(PREFIX)/bin/motirbot
	bin/motirbot man $(DESTDIR)$(PREFIX)/share/man/man1
	bin/motirbot completion bash > $(DESTDIR)$(PREFIX)/share/bash-completion/completions/motirbot
	bin/motirbot completion zsh > $(DESTDIR)$(PREFIX)/share/zsh/site-functions/_motirbot
	bin/motirbot completion fish > $(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d/motirbot.fish

dist: ## make release archives, Debian packages, SBOMs and checksums in dist/
	deploy/release.sh $(VERSION) dist

test: ## run all tests, with the race detector
	$(if $(wildcard $(SHARED)),MOTIRBOT_SHARED=$(abspath $(SHARED))) go test -race -shuffle=on ./...

lint: ## check form, mistakes and who imports what
	go run $(GOLANGCI) run ./...

bench: ## run all benchmarks
	go test -run='^$$' -bench=. -benchmem ./...

load: ## have 500 members on 200 servers ask LOAD questions of ARCHIVE releases, while the model takes 3 s
	MOTIRBOT_LOAD=$(LOAD) MOTIRBOT_LOAD_ARCHIVE=$(ARCHIVE) go test -run='^TestLoadRun$$' -count=1 -timeout=60m -v ./cmd/motirbot

eval: ## measure answers on the development set
	go run ./cmd/motirbot eval \
		--releases $(SHARED)/data/motir-december-2025.txt \
		--releases $(SHARED)/data/dev-releases.jsonl \
		--questions $(SHARED)/data/dev-questions.jsonl $(EVALFLAGS)

fit: ## fit anew what is learnt from examples
	$(if $(wildcard $(SHARED)/data),MOTIRBOT_SHARED=$(abspath $(SHARED)) go test ./answer/intent -run='^TestFit$$' -count=1 -update)
	go run ./cmd/motirbot eval \
		$(addprefix --releases ,$(wildcard $(addprefix $(SHARED)/data/,motir-december-2025.txt dev-releases.jsonl dev2-releases.jsonl) $(TRAINING)/releases.jsonl)) \
		$(addprefix --questions ,$(wildcard $(addprefix $(SHARED)/data/,dev2-questions.jsonl dev-questions.jsonl) $(TRAINING)/questions.jsonl)) \
		$(addprefix --conversations ,$(wildcard $(SHARED)/data/dev2-conversations.jsonl $(TRAINING)/conversations.jsonl)) \
		--except figures --except table \
		--fit answer/quote/weights.json $(EVALFLAGS)

vuln: ## look for known weaknesses in what motirbot calls (takes minutes)
	go run golang.org/x/vuln/cmd/govulncheck@v1.9.0 $(VULNFLAGS) ./...

fuzz: ## run every fuzz target for FUZZTIME each
	@grep -rn --include='*_test.go' '^func Fuzz' . | \
	sed -E 's|^(.*)/[^/]*:[0-9]+:func (Fuzz[A-Za-z0-9_]*).*|\1 \2|' | sort | \
	while read -r package target; do \
		echo "== $$package $$target"; \
		go test -run='^$$' -fuzz="^$$target\$$" -fuzztime=$(FUZZTIME) "$$package" </dev/null || exit 1; \
	done
