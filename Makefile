# One-liners; each does what its `yangtze` command or tool does (Windows: run those by hand, see README).
PYTHON ?= python3
BIN := .venv/$(if $(filter Windows_NT,$(OS)),Scripts,bin)

.PHONY: demo test lint types check readme soak eval gates train wheelhouse install clean

.venv/ready: setup.cfg pyproject.toml constraints.txt
	$(PYTHON) -m venv .venv && $(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e ".[dev,py2neo]" && touch $@

install: .venv/ready      ## make .venv with all that is needed

demo: .venv/ready         ## build a graph from the shipped knowledge and article, and ask it a question
	$(BIN)/yangtze demo

test: .venv/ready         ## run the tests
	$(BIN)/python -m pytest

lint: .venv/ready         ## check style
	$(BIN)/ruff check . && $(BIN)/ruff format --check .

types: .venv/ready        ## check types
	$(BIN)/mypy

check: lint types test    ## all of the above

readme: .venv/ready       ## put what the demo prints today into the READMEs
	$(BIN)/python docs/refresh_readme.py

soak: .venv/ready         ## long proofs that nothing is lost (YANGTZE_DATA names the data)
	$(BIN)/python -m benchmarks.soak --kills 100 && $(BIN)/python -m benchmarks.soak --growth

eval: .venv/ready         ## accuracy of the extraction: committed texts, or all with YANGTZE_DATA, with its peer
	$(BIN)/python -m benchmarks.extraction

gates: .venv/ready        ## accuracy and speed on data that is not shipped (YANGTZE_DATA)
	$(BIN)/python -m benchmarks.names && $(BIN)/python -m benchmarks.resolution --growth && $(BIN)/python -m benchmarks.gaps --growth --known --method --speed --write && $(BIN)/python -m benchmarks.extraction --write && $(BIN)/python -m benchmarks.statements && $(BIN)/python -m benchmarks.linking && $(BIN)/python -m benchmarks.web

backtest: .venv/ready     ## rank what came later out of what was known before (YANGTZE_DATA names the data)
	$(BIN)/python benchmarks/gap_backtest.py

train: .venv/ready        ## train the encoder again (YANGTZE_DATA names the data; needs the extra [train])
	$(BIN)/python -m pip install --quiet -e ".[train]" && $(BIN)/python -m nlp.training --work training-work

wheelhouse: .venv/ready   ## collect wheels for a machine without a network
	$(BIN)/python -m pip wheel --quiet -c constraints.txt -w wheelhouse . && echo "Copy wheelhouse/ over, then: pip install --no-index --find-links wheelhouse yangtze-chains"

clean:                    ## remove what make made
	rm -rf .venv wheelhouse build *.egg-info
