# Two commands do nearly everything: `make run` and `make test`. `make help` lists the others.

.DEFAULT_GOAL := help
.PHONY: help run test setup train tune content validate lint types format web check-web test-unit test-browser \
	shell interactive actions database bench bench-customers bench-whatsapp bench-handoff whatsapp-sandbox test-nlu bench-nlu \
	review try-guide diagrams clean

SETUP := @sh tools/python.sh -m tools.setup
PYTHON := .venv/bin/python
CHECK := @$(PYTHON) -m tools.checks
DATA := ../shared/bench-data

export RASA_TELEMETRY_ENABLED := false
export OMP_WAIT_POLICY := passive
export TF_CPP_MIN_LOG_LEVEL := 3

help: ## List what make can do
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-16s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: ## Set everything up, start the front line, print its addresses (Ctrl-C stops it)
	$(SETUP) all --ports
	@exec $(PYTHON) -m frontline.cli run

test: ## Set everything up and run every check and test
	$(SETUP) all --checks-follow
	$(CHECK)

setup: ## Only set everything up
	$(SETUP) all

train: ## Train the model, when what it learns from has changed
	$(SETUP) model

tune: ## Tune the sentence encoder to our messages anew (some minutes, by hand and rarely), then train
	$(SETUP) python
	@$(PYTHON) -m frontline.understanding.adaptation
	$(SETUP) model

content: ## Check guides and other content: file, line and what to do
	$(SETUP) python
	$(CHECK) content

validate: ## Check Rasa's domain and training data
	$(SETUP) python
	$(CHECK) validate

lint: ## Check style and imports (ruff, import-linter)
	$(SETUP) python
	$(CHECK) lint layout imports

types: ## Check types (mypy)
	$(SETUP) python
	$(CHECK) types

format: ## Lay the code out and mend what ruff can mend by itself
	$(SETUP) python
	@$(PYTHON) -m ruff check --fix --quiet .
	@$(PYTHON) -m ruff format .

web: ## Build the widget and the desk
	$(SETUP) web

check-web: ## Check and test the widget and the desk (tsc, eslint, vitest)
	$(SETUP) web
	$(CHECK) web-types web-tests

test-unit: ## Run the quick tests: no server, no browser, no trained model
	$(SETUP) python
	$(CHECK) pytest -- tests/unit tests/content tests/operations

test-browser: ## Run the browser tests against a front line of their own
	$(SETUP) all
	$(CHECK) pytest -- tests/browser

shell: ## Talk to the assistant in the terminal (`make actions` must run beside it)
	$(SETUP) model
	@$(PYTHON) -m rasa shell

interactive: ## Teach the assistant in a conversation; what you taught goes to inbox files
	$(SETUP) model
	@$(PYTHON) -m tools.interactive

whatsapp-sandbox: ## Chat as a WhatsApp customer without a Meta account: a phone in the browser, and the desk
	$(SETUP) all
	@exec $(PYTHON) -m tools.whatsapp_sandbox

actions: ## Start only the action server
	$(SETUP) database
	@SANIC_HOST=127.0.0.1 exec $(PYTHON) -m rasa run actions

database: ## Bring the database to its newest version, with the demo's data
	$(SETUP) database

bench: ## Measure understanding and speed
	$(SETUP) all
	@$(PYTHON) -m bench.nlu
	@$(PYTHON) -m bench.turns

bench-whatsapp: ## Measure WhatsApp against a stand-in for Meta: deliveries, refusals, fuzzing, acknowledgements
	$(SETUP) python
	@$(PYTHON) -m bench.whatsapp

bench-handoff: ## Measure the way to an agent and back (MINUTES=10 of traffic, calm and disturbed, with 250 customers)
	$(SETUP) all
	@$(PYTHON) -m bench.handoff $(MINUTES:%=--minutes %)

bench-customers: ## Let simulated customers in (CASES=800 SEED=1 ONLY=mobile|home IN=nl|en VERBOSE=1), below target it fails
	$(SETUP) all
	@$(PYTHON) -m bench.customers $(CASES:%=--cases %) $(SEED:%=--seed %) $(ONLY:%=--only %) $(IN:%=--language %) \
		$(if $(VERBOSE),--verbose)

test-nlu: ## Tell how well each intent is understood, and what changed (QUICK=1: the held-out files only)
	$(SETUP) python
	@$(PYTHON) -m tools.nlu $(if $(QUICK),--held-out)

bench-nlu: ## Measure understanding, also on the public benchmarks where their folder is there (DATA=folder, STOCK=1: stock Rasa beside)
	$(SETUP) python
	@$(PYTHON) -m bench.nlu $(if $(or $(wildcard $(DATA)),$(findstring command,$(origin DATA))),--data $(DATA)) $(if $(STOCK),--stock)

review: ## Open the page where trainers label real messages (the front line must run)
	@$(PYTHON) -m tools.review

try-guide: ## Walk a guide in the terminal: GUIDE=internet_down, and if you like CUSTOMER=PK100203 IN=en
	$(if $(GUIDE),,$(error Say which guide: make try-guide GUIDE=internet_down))
	$(SETUP) database
	@$(PYTHON) -m frontline.guides.try_guide $(GUIDE) $(CUSTOMER:%=--customer %) $(IN:%=--language %)

diagrams: ## Draw all guides, into var/diagrams
	$(SETUP) python
	@$(PYTHON) -m tools.diagrams

clean: ## Remove what was built, keep settings, database and models
	@rm -rf web/dist web/node_modules .rasa test-results .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
