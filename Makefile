# The only entry points: demo, test, lint, docs, bench, model. Each makes what it needs; nothing but Python 3.11 or later is assumed.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check -q
DATA ?= ../shared/data
BENCH ?= ../shared/bench
REPORTS ?= 100000
ENCODER ?= training/base/model.safetensors

.PHONY: demo test lint docs bench model clean

$(BIN)/python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "onrecord needs Python 3.11 or later: make demo PYTHON=python3.11")'
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: pyproject.toml constraints.txt | $(BIN)/python
	@echo 'installing onrecord and what it needs into $(VENV), about half a minute'
	$(PIP) install -c constraints.txt -e '.[desk]'
	@touch $@

$(VENV)/.dev: $(VENV)/.installed
	$(PIP) install 'pip>=25.1'
	$(PIP) install -c constraints.txt --group dev
	@touch $@

demo: $(VENV)/.installed
	@mkdir -p demo
	$(BIN)/onrecord read examples --output demo/records.jsonl
	$(BIN)/onrecord read examples/withdrawal-agency.txt --output demo/record.html
	$(BIN)/onrecord read examples/withdrawal-agency.txt --format text
	@echo
	@echo 'This was the account of one of the reports in examples/. Its page is demo/record.html: open it in a browser, it needs no'
	@echo 'network. All six are in demo/records.jsonl, one record a line. Now the ledger of all six:'
	@echo
	@rm -f demo/onrecord.db demo/onrecord.db-*
	$(BIN)/onrecord add examples --ledger demo/onrecord.db
	$(BIN)/onrecord find --action RETREAT/withdraw --texts 3 --ledger demo/onrecord.db
	@echo
	$(BIN)/onrecord incident --ledger demo/onrecord.db $$($(BIN)/onrecord find --action RETREAT/withdraw --order reports --limit 1 \
	    --format jsonl --ledger demo/onrecord.db 2>/dev/null | sed 's/.*"incident": "\(i[0-9a-f]*\)".*/\1/')
	@echo
	@echo 'This was one incident as five of the six reports tell it: who says so, where a report pulls two ways (all its troops are out of'
	@echo 'the town, and it will go on operating there), texts and independent voices counted apart, copies named.'
	@echo
	@echo 'Open the ledger in the browser, on this machine alone:'
	@echo
	@echo '       $(BIN)/onrecord desk --ledger demo/onrecord.db'
	@echo
	@echo 'docs/analyst.md is an hour with it. Next:'
	@echo '       $(BIN)/onrecord read examples --format text | less'
	@echo '       $(BIN)/onrecord read YOUR-REPORT.txt --published 2024-04-07'
	@echo '       $(BIN)/onrecord find --ledger demo/onrecord.db'
	@echo '       $(BIN)/onrecord export acled --ledger demo/onrecord.db'
	@echo '       $(BIN)/onrecord doctor                  what is installed'
	@echo '       docs/first-hour.md                          where to go from here'

test: $(VENV)/.dev
	$(BIN)/python -m pytest

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/mypy

docs: $(VENV)/.dev
	$(BIN)/python -m tools.docs

bench: $(VENV)/.dev
	@test -d $(BENCH) || { echo 'there is no benchmark folder $(BENCH): make bench BENCH=FOLDER'; exit 2; }
	$(BIN)/python -m benchmarks --bench $(BENCH) --data $(DATA) --reports $(REPORTS) $(if $(WORK),--work $(WORK)) --write

model:
	$(PYTHON) -m training --data $(DATA) --encoder $(ENCODER)

clean:
	rm -rf $(VENV) demo
