# Two commands do nearly everything: `make run` and `make test`. `make help` lists the others.

.DEFAULT_GOAL := help
.PHONY: help run test setup train content validate shell interactive actions lint types format web check-web \
	database bench test-unit test-browser clean

SETUP := sh tools/python.sh -m tools.setup
BIN := .venv/bin
RASA := RASA_TELEMETRY_ENABLED=false $(BIN)/python -m rasa

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  \033[1m%-14s\033[0m %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: ## Set everything up and start the front line (Ctrl-C stops it)
	@$(SETUP) all --ports
	@exec $(BIN)/python -m frontline.cli run

test: ## Set everything up and run all checks and tests
	@$(SETUP) all
	@exec $(BIN)/python -m tools.checks

setup: ## Only set everything up
	@$(SETUP) all
