# Two commands do everything a newcomer needs: make run, make test. docs/contributing.md explains the others.
PYTHON ?= python3
VENV_PYTHON = .venv/bin/python
ARGUMENTS ?=

.PHONY: run test lint format bench soak bundle test-bundle test-deb test-tickets test-browser lab test-windows bundle-windows \
	test-bundle-windows pictures docs catalogues lock clean

run:
	@$(PYTHON) .ci/setup.py run
	@$(VENV_PYTHON) -m wizard $(ARGUMENTS); status=$$?; case $$status in 0|1|3) exit 0 ;; *) exit $$status ;; esac

test:
	@$(PYTHON) .ci/setup.py test
	@$(VENV_PYTHON) -m pytest -n 3 --dist loadfile --no-loadscope-reorder $(ARGUMENTS)

lint:
	@$(PYTHON) .ci/setup.py develop
	$(VENV_PYTHON) -m ruff check .
	$(VENV_PYTHON) -m ruff format --check .
	$(VENV_PYTHON) -m mypy
	$(VENV_PYTHON) -m mypy --platform win32 -p wizard.system.windows
	$(VENV_PYTHON) -m mypy --platform darwin -p wizard.system.macos
	.venv/bin/lint-imports
	$(VENV_PYTHON) -m wizard flows check
	$(VENV_PYTHON) .ci/licences.py

format:
	@$(PYTHON) .ci/setup.py develop
	$(VENV_PYTHON) -m ruff check --fix .
	$(VENV_PYTHON) -m ruff format .

bench:
	@$(PYTHON) .ci/setup.py bench
	@$(VENV_PYTHON) -m tests.bench $(ARGUMENTS)

soak:
	@$(PYTHON) .ci/setup.py test
	@$(VENV_PYTHON) -m pytest tests/soak --soak-kills 200 $(ARGUMENTS)

bundle:
	@$(PYTHON) .ci/setup.py bundle
	@$(VENV_PYTHON) .ci/bundle.py

test-bundle:
	@$(PYTHON) .ci/setup.py test-bundle
	@$(VENV_PYTHON) -m pytest tests/bundle --bundle $(ARGUMENTS)

test-deb:
	@$(PYTHON) .ci/setup.py test-deb
	@$(VENV_PYTHON) .ci/test_deb.py

test-tickets:
	@$(PYTHON) .ci/setup.py test-tickets
	@$(VENV_PYTHON) -m pytest tests/tickets --tickets 300 $(ARGUMENTS)

test-browser:
	@$(PYTHON) .ci/setup.py test-browser
	@$(VENV_PYTHON) -m pytest tests/report/test_browser.py $(ARGUMENTS)

lab:
	@$(PYTHON) .ci/setup.py lab
	@$(VENV_PYTHON) -m pytest tests/lab --lab-runs 20 $(ARGUMENTS)

test-windows:
	@$(PYTHON) .ci/setup.py test-windows
	@$(VENV_PYTHON) tests/windows/laboratory.py test $(ARGUMENTS)

bundle-windows:
	@$(PYTHON) .ci/setup.py bundle-windows
	@$(VENV_PYTHON) tests/windows/laboratory.py python .ci/bundle.py
	@$(VENV_PYTHON) .ci/installer.py

test-bundle-windows:
	@$(PYTHON) .ci/setup.py test-bundle-windows
	@$(VENV_PYTHON) -m pytest tests/windows/bundle --bundle $(ARGUMENTS)

pictures:
	@$(PYTHON) .ci/setup.py develop
	@$(VENV_PYTHON) -m wizard.ui.picture_drawing build/pictures

docs:
	@$(PYTHON) .ci/setup.py develop
	@$(VENV_PYTHON) .ci/tables.py

# Takes the messages out of the code into the template, and each language's catalogue along; then compiles them.
catalogues:
	@$(PYTHON) .ci/setup.py develop
	$(VENV_PYTHON) -m babel.messages.frontend -q extract --no-default-keywords -k N_ -k plural:1,2 --add-location=file \
		--sort-by-file --project=self-help-wizard --copyright-holder="the Self-Help Wizard authors" \
		-o assets/locale/wizard.pot wizard
	$(VENV_PYTHON) -m babel.messages.frontend -q update --no-fuzzy-matching --ignore-obsolete -D wizard \
		-i assets/locale/wizard.pot -d assets/locale
	$(VENV_PYTHON) -m babel.messages.frontend -q compile -D wizard -d assets/locale

lock:
	@$(PYTHON) .ci/lock.py

clean:
	rm -rf build dist .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
