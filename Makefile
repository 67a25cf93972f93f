# Everything that people do with the project. `make help` lists it.
SHELL := /bin/sh
VERSION := $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)
GO_BUILD := CGO_ENABLED=0 go build -trimpath -ldflags "-s -w -X main.version=$(VERSION)"
TOOL := go tool -modfile=.ci/tools/go.mod

.DEFAULT_GOAL := help

.PHONY: help
help: ## List what make can do
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /|/' | awk -F'|' '{printf "  make %-10s %s\n", $$1, $$2}'

.PHONY: run
run: build postgresql ## Build and serve the demo at http://127.0.0.1:8080
	@bin/hito serve --demo

.PHONY: build
build: ## Build bin/hito, one static binary
	@mkdir -p bin
	@$(GO_BUILD) -o bin/hito ./cmd/hito

# web/stories comes first: it takes longest, waits for the browser, and goes on beside all others; on a busy machine it takes
# more than half an hour. Vetting is a check (.ci/check), and tests are linked without what only a debugger reads: both took
# a minute each.
.PHONY: test
test: postgresql ## Run every test, browser stories included
	@skipped=; for tool in chromium slapd node; do \
		.ci/install $$tool || { [ -z "$$CI" ] || exit 1; skipped="$$skipped $$tool"; }; \
	done; \
	status=0; go test -vet=off -ldflags='-s -w' -timeout 60m ./web/stories ./... || status=$$?; \
	[ -z "$$skipped" ] || echo "Skipped, as these could not be installed:$$skipped"; \
	exit $$status

.PHONY: fuzz
fuzz: ## Search for inputs that break the rules of progress and the readers of what people type and bring
	go test -run '^$$' -fuzz FuzzProgress -fuzztime 60s ./internal/progress
	go test -run '^$$' -fuzz FuzzText -fuzztime 20s ./internal/text
	go test -run '^$$' -fuzz FuzzEmail -fuzztime 20s ./internal/text
	go test -run '^$$' -fuzz FuzzParse -fuzztime 20s ./internal/number
	go test -run '^$$' -fuzz FuzzParseSpanish -fuzztime 20s ./internal/date
	go test -run '^$$' -fuzz FuzzFind -fuzztime 20s ./internal/unit
	go test -run '^$$' -fuzz FuzzHTML -fuzztime 20s ./web/ui/markdown
	for reader in Open Paste XLSX ODS Decimal Markup; do \
		go test -run '^$$' -fuzz "^Fuzz$$reader\$$" -fuzztime 20s ./internal/table || exit 1; \
	done
	go test -run '^$$' -fuzz FuzzInterpret -fuzztime 20s ./internal/transfer

.PHONY: bench
bench: build postgresql ## Measure speed, size and memory; docs/performance.md keeps the table
	go run ./web/benchmark

.PHONY: faults
faults: build postgresql ## Cause faults under load and count what is lost; docs/reliability.md keeps the table
	go run ./web/faults

.PHONY: soak
soak: build postgresql ## A day of use in twenty minutes: memory, goroutines, connections and files may not grow
	go run ./web/faults -soak 20m

.PHONY: generate
generate: ## Regenerate what is generated: templates and published assets
	go tool templ generate
	go generate ./web/static

.PHONY: echarts
echarts: ## Rebuild the ECharts bundle from npm, then the assets
	npm ci --prefix web/static/echarts --ignore-scripts --no-audit --no-fund
	go run ./web/static/build -dir web/static -echarts
	$(MAKE) generate

.PHONY: format
format: ## Format Go code and templates
	gofmt -w cmd internal web migrations
	go tool templ fmt web

.PHONY: check
check: ## Check formatting, vet, linters and that generated code is up to date
	@.ci/check

.PHONY: lint
lint: ## Run the linters
	$(TOOL) golangci-lint run ./...

.PHONY: lighthouse
lighthouse: ## Scores of the demo that runs at http://127.0.0.1:8080, by Lighthouse
	@.ci/lighthouse

.PHONY: release
release: ## Build what is released into dist/: four targets, bills of materials, licences, checksums
	@.ci/release

.PHONY: repeatable
repeatable: ## Build twice and compare, and look at the licence of each part of the binary
	@.ci/release check

.PHONY: postgresql
postgresql:
	@.ci/install postgresql

.PHONY: clean
clean: ## Remove what was built; the data of the demo stay
	rm -rf bin .cache
