# make exercise   the whole exercise on the embedded digits        make lint    ruff, mypy, import-linter, ...
# make test       every test (installs what is missing)            make soak    the tests and the long soaks
# make bench      the benchmarks, beside Octave, SciPy, scikit-learn, JAX and PyTorch
# make notebooks  the notebooks, from the starter code             make docs    the documentation, as pages
# make random     every test, in random order                      make faults  the tests, on planted faults
.PHONY: exercise test random soak faults lint bench notebooks docs clean

PYTHON := .venv/bin/python
INSTALL := $(PYTHON) -m pip install --quiet --disable-pip-version-check
# No test takes a minute on a quiet machine; on a busy one it may take ten times as long.
# The tests start hundreds of Pythons, which compile the same modules unless they are kept.
# They wait for a quarter of their time, so one more process than there are processors runs them.
WORKERS = $(shell $(PYTHON) -c "import os; print((os.cpu_count() or 1) + 1)")
PYTEST := PYTHONDONTWRITEBYTECODE= PYSOFTMAX_BROWSER=require $(PYTHON) -m pytest --octave=require --timeout=600

exercise: .venv/installed
	@.venv/bin/pysoftmax exercise
	@echo "To do it yourself:  .venv/bin/pysoftmax start my-exercise"
	@echo "On MNIST:           .venv/bin/pip install --editable '.[data]'"
	@echo "                    .venv/bin/pysoftmax data fetch mnist && .venv/bin/pysoftmax exercise"
	@echo "Next, so that pysoftmax and python are found:  . .venv/bin/activate"

test: .venv/installed-test
	@tools/setup.sh octave
	@tools/setup.sh browser
	$(PYTEST) -n $(WORKERS) --dist worksteal --nothing-left

random: .venv/installed-test
	@tools/setup.sh octave
	@tools/setup.sh browser
	$(PYTEST) -n $(WORKERS) --dist worksteal --nothing-left -p randomly

soak: .venv/installed-test
	@tools/setup.sh octave
	@tools/setup.sh browser
	PYSOFTMAX_BROWSER=require $(PYTHON) -m pytest --octave=require --timeout=7200 --soak --nothing-left

faults: .venv/installed-test
	@tools/setup.sh octave
	$(PYTHON) tools/faults.py

lint: .venv/installed-lint
	$(PYTHON) -m ruff check
	$(PYTHON) -m ruff format --check
	$(PYTHON) -m mypy
	.venv/bin/lint-imports
	.venv/bin/codespell
	$(PYTHON) tools/docstrings.py

bench: .venv/installed
	@tools/setup.sh octave
	$(PYTHON) -m benchmarks

notebooks: .venv/installed-test
	$(PYTHON) tools/notebooks.py

docs: .venv/installed-docs
	$(PYTHON) -m sphinx --fail-on-warning --keep-going --quiet docs build/docs
	@echo "The documentation is in build/docs/index.html"

.venv/installed: pyproject.toml tools/setup.sh
	@tools/setup.sh venv
	@echo "installing pysoftmax into .venv"
	@$(INSTALL) --editable .
	@touch $@

.venv/installed-test: .venv/installed
	@echo "installing what the tests need"
	@$(INSTALL) --editable '.[test]'
	@touch $@

.venv/installed-docs: .venv/installed
	@$(INSTALL) --editable '.[docs]'
	@touch $@

.venv/installed-lint: .venv/installed-test
	@$(INSTALL) --editable '.[lint]'
	@touch $@

clean:
	rm -rf .venv .venv-bench build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
