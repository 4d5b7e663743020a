# Two commands: `make` builds the course, `make test` proves it.  Both install what they need into
# .venv, from requirements.lock.  Another Python: make PYTHON=python3.13

PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' 2>/dev/null && echo $$p && break; done)
BIN := .venv/bin
INSTALLED := .venv/installed
PYTEST := $(BIN)/python -m pytest --numprocesses 2 --dist loadgroup
CONTENT := $(wildcard solutions/*/*.ipynb exercises/*/*.ipynb solutions/*/*.toml nbgrader_config.py) \
	$(shell find matcalc -name '*.py')

.PHONY: course test soak lock outputs clean
.DELETE_ON_ERROR:

course: $(INSTALLED) _build/released _build/graded
	@$(BIN)/matcalc build --strict
	@echo "The exercises:  exercises/"
	@if [ -e _build/graded ]; then echo "The demo class: _build/demo/ (gradebook: _build/demo/gradebook.db)"; fi
	@echo "To read the course: .venv/bin/matcalc serve"

test: $(INSTALLED)
	@tests/require-browsers
	@tests/require-bubblewrap
	$(PYTEST)

soak: $(INSTALLED)
	@tests/require-browsers
	@tests/require-bubblewrap
	@tests/require-tex
	MATCALC_SOAK=1 $(PYTEST)

$(INSTALLED): requirements.lock pyproject.toml
	@test -n "$(PYTHON)" || { echo "Python 3.11, 3.12 or 3.13 is needed, with venv; name one: make PYTHON=/path/to/python" >&2; exit 1; }
	@echo "Installing the locked packages into .venv (about a minute)"
	@$(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps \
		--require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@$(BIN)/python -m compileall -q matcalc matrix_calculus_checked.py  # as pip does for what it copies: the import is faster
	@touch $@

_build/released: $(INSTALLED) $(CONTENT)
	@$(BIN)/matcalc release --check
	@mkdir -p $(@D) && touch $@

_build/graded: $(INSTALLED) $(CONTENT)
	@if tests/require-bubblewrap; then $(BIN)/matcalc demo _build/demo && touch $@; \
		else echo "The demo class was not graded; all else is built." >&2; fi

# For maintainers.

lock:
	uv pip compile pyproject.toml --all-extras --universal --python-version 3.11 --generate-hashes \
		--no-annotate --no-header --output-file requirements.lock
	cd matcalc/site/live && npm install --package-lock-only --ignore-scripts && \
		python3 -c 'import json, pathlib; file = pathlib.Path("package-lock.json"); \
		lock = json.loads(file.read_text()); \
		[package.pop(key, 0) for package in lock["packages"].values() for key in ("resolved", "funding")]; \
		file.write_text(json.dumps(lock, indent=1) + "\n")'

# The stored outputs of the solutions, which the tests compare with.
outputs: $(INSTALLED)
	@for notebook in solutions/*/*.ipynb; do \
		$(BIN)/jupyter nbconvert --log-level ERROR --to notebook --execute --inplace \
			--ExecutePreprocessor.record_timing=False "$$notebook" || exit 1; done
	@$(BIN)/matcalc release

clean:
	rm -rf _build
