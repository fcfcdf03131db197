"""Everything that is run on this project: `python3 noxfile.py SESSION` (or `nox -s SESSION`).

Run as a script it sets itself up first: a private environment with nox in `.venv`, so that a machine with
nothing but Python and git, an externally managed system Python included, needs no step before.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
OWN = HERE / ".venv"


def bootstrap() -> None:
    """Make an environment with nox and start again inside it."""
    python = OWN / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    if not python.exists():
        print("Setting up .venv with nox (once) ...", file=sys.stderr)
        made = subprocess.run([sys.executable, "-m", "venv", str(OWN)], check=False)
        if made.returncode:
            shutil.rmtree(OWN, ignore_errors=True)
            sys.exit("This Python cannot make a virtual environment. On Debian or Ubuntu: apt-get install python3-venv")
    if subprocess.run([python, "-c", "import nox, uv"], capture_output=True, check=False).returncode:
        subprocess.run([python, "-m", "pip", "install", "--quiet", "nox[uv]>=2024.10.9"], check=True)
    sessions = ["-s", *(sys.argv[1:] or ["site"])]  # one -s for all: of several, nox takes the last
    sys.exit(subprocess.run([python, "-m", "nox", "-f", __file__, *sessions], check=False).returncode)


if __name__ == "__main__":
    bootstrap()

import nox  # noqa: E402  only inside the environment that has it

nox.needs_version = ">=2024.10.9"
nox.options.default_venv_backend = "uv|virtualenv"
nox.options.reuse_existing_virtualenvs = True
nox.options.sessions = ["lint", "types", "releases", "tests"]

PANGO = ("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0")
ON_ALL_CORES = ("-n", "auto", "--dist", "loadfile", "--no-loadscope-reorder")  # a file's fixtures are made once
SPARK = "tests/engines/test_spark.py"
WEB = "tests/engines/test_web.py"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def lock_of(*groups: str) -> Path:
    """The file that pins Tessera's dependencies and those of groups of development tools, with their hashes."""
    return HERE / "locks" / f"{'-'.join(groups) or 'site'}.txt"


def install(session: nox.Session, *groups: str) -> None:
    """Tessera itself, editable, with groups of development tools, all as they are locked."""
    compiled = ["--compile-bytecode"] if session.venv_backend == "uv" else []
    session.install("--require-hashes", "-r", str(lock_of(*groups)), *compiled)
    session.install("--no-deps", "-e", ".")


def system_packages(session: nox.Session, *packages: str) -> None:
    """Debian packages that a session needs, where they are missing and this user may install them."""
    if not shutil.which("dpkg-query"):
        return
    missing = [
        p for p in packages if subprocess.run(["dpkg-query", "-s", p], capture_output=True, check=False).returncode
    ]
    if not missing:
        return
    may = [] if os.geteuid() == 0 else ["sudo", "-n"]
    if may and (
        not shutil.which("sudo") or subprocess.run(["sudo", "-n", "true"], capture_output=True, check=False).returncode
    ):
        session.warn(f"Please install {' '.join(missing)}: apt-get install {' '.join(missing)}")
        return
    session.run(*may, "apt-get", "update", "-qq", external=True, silent=True)
    session.run(*may, "apt-get", "install", "-y", "-qq", *missing, external=True, silent=True)


@nox.session
def site(session: nox.Session) -> None:
    """Build the sample site and PDF into _site/."""
    system_packages(session, *PANGO)
    install(session)
    session.run("tessera", "build", *session.posargs)


@nox.session
def examples(session: nox.Session) -> None:
    """Build every further study under examples/, each into its own _site/."""
    system_packages(session, *PANGO)
    install(session)
    for folder in sorted(p.parent for p in (HERE / "examples").glob("*/study.yml")):
        session.run("tessera", "build", "--project", str(folder))


def engine_packages() -> list[str]:
    """What tests of databases need and this machine lacks."""
    java = [] if shutil.which("java") else ["default-jre-headless"]
    postgres = [] if any(Path("/usr/lib/postgresql").glob("*/bin/initdb")) else ["postgresql"]
    return [*java, *postgres, "faketime"]


@nox.session
def tests(session: nox.Session) -> None:
    """All tests: core, pages, PDF and a real browser."""
    browser = [] if any(map(shutil.which, BROWSERS)) else ["chromium"]
    system_packages(session, *PANGO, *browser, *engine_packages())
    install(session, "test", "engines")
    session.run("pytest", *ON_ALL_CORES, "--ignore", SPARK, "--ignore", WEB, *session.posargs)
    session.run(
        "pytest", SPARK
    )  # in a process of its own: Spark leaves sockets open that other tests would stumble over


@nox.session
def releases(session: nox.Session) -> None:
    """The same segments with the oldest scikit-learn we promise, and a DuckDB that reads from the web."""
    install(session, "test", "web")
    session.install("scikit-learn==1.6.1")
    session.run("pytest", *ON_ALL_CORES, "tests/golden", "tests/analysis/test_clustering.py", WEB, *session.posargs)


@nox.session
def lint(session: nox.Session) -> None:
    """Style of the code, and the line between the core and the shell."""
    install(session, "lint")
    session.run("ruff", "check", ".")
    session.run("ruff", "format", "--check", ".")
    session.run("lint-imports")


@nox.session
def types(session: nox.Session) -> None:
    """Types, strictly."""
    install(session, "types")
    session.run("mypy")


@nox.session
def bench(session: nox.Session) -> None:
    """Ratios measured side by side: see benchmarks/README.md."""
    system_packages(session, *PANGO)
    install(session, "bench")
    session.run("python", "benchmarks/sample.py", *session.posargs)


@nox.session
def markup(session: nox.Session) -> None:
    """The built site by the W3C's checker of HTML, and every link followed; builds the sample if there is no _site/."""
    system_packages(session, *PANGO, "default-jre-headless", "nodejs", "npm")
    install(session, "markup")
    folder = built_site(session)
    modules = node_modules(session, "vnu-jar@26")
    checker = modules / "vnu-jar" / "build" / "dist" / "vnu.jar"
    session.run("java", "-jar", str(checker), "--skip-non-html", "--errors-only", str(folder), external=True)
    session.run("linkchecker", "--no-status", str(folder / "index.html"))


@nox.session
def lighthouse(session: nox.Session) -> None:
    """How fast and accessible the built site is on a phone, by Lighthouse; builds the sample if there is no _site/."""
    browser = [] if any(map(shutil.which, BROWSERS)) else ["chromium"]
    system_packages(session, *PANGO, *browser, "nodejs", "npm")
    install(session)
    folder = built_site(session)
    session.run("python", "benchmarks/lighthouse.py", str(folder), str(node_modules(session, "lighthouse@12")))


@nox.session
def pictures(session: nox.Session) -> None:
    """Take docs/pictures anew: every kind of page, wide and narrow, light and dark. Look at them before committing."""
    browser = [] if any(map(shutil.which, BROWSERS)) else ["chromium"]
    system_packages(session, *PANGO, *browser)
    install(session, "test")
    session.run("python", "docs/pictures/take.py", *session.posargs)


def built_site(session: nox.Session) -> Path:
    """The sample's site, as it stands or built now."""
    folder = HERE / "_site"
    if not folder.is_dir():
        session.run("tessera", "build", "--no-pdf")
    return folder


def node_modules(session: nox.Session, *packages: str) -> Path:
    """Tools from npm, kept between runs outside the project's files."""
    folder = Path(session.cache_dir) / "node"
    folder.mkdir(parents=True, exist_ok=True)
    session.run(
        "npm", "install", "--silent", "--no-audit", "--no-fund", "--prefix", str(folder), *packages, external=True
    )
    return folder / "node_modules"


@nox.session
def scale(session: nox.Session) -> None:
    """Large tables measured side by side: `nox -s scale -- 1e6 1e7`; see benchmarks/README.md."""
    system_packages(session, *PANGO)
    install(session, "bench")
    session.run("python", "benchmarks/scale.py", *session.posargs)


@nox.session
def golden(session: nox.Session) -> None:
    """Write the committed goldens anew; look at the difference before committing it."""
    install(session, "test")
    session.run("pytest", "--update-goldens", *session.posargs)


LOCKED = ((), ("test",), ("test", "engines"), ("test", "web"), ("lint",), ("types",), ("bench",), ("markup",))
"""What sessions install, each locked as one."""


@nox.session
def lock(session: nox.Session) -> None:
    """Pin every dependency anew, with hashes and without the registry they came from; list their licences."""
    for groups in LOCKED:
        asked = [part for group in groups for part in ("--group", group)]
        quiet = ("--no-header", "--no-annotate", "--no-emit-index-url", "--no-emit-find-links", "--quiet")
        command = ("uv", "pip", "compile", "pyproject.toml", "--universal", "--python-version", "3.11")
        session.run(*command, "--generate-hashes", *quiet, *asked, "-o", str(lock_of(*groups)), external=True)
    install(session)
    listed = session.run("python", "locks/licences.py", silent=True)
    (HERE / "docs" / "licences.md").write_text(str(listed), encoding="utf-8")


@nox.session
def audit(session: nox.Session) -> None:
    """Look every locked package up in a vulnerability service; say so plainly where none can be reached."""
    session.install("pip-audit")
    for groups in LOCKED:
        command = ["pip-audit", "--require-hashes", "--disable-pip", "-r", str(lock_of(*groups))]
        command[0] = f"{session.bin}/{command[0]}"
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        session.log(done.stdout.strip() or done.stderr.strip()[-2000:])
        unknown = done.stdout.count("could not be audited")
        if unknown or any(word in done.stderr for word in ("ConnectionError", "ServiceError", "HTTPError", "Timeout")):
            session.error(
                "A vulnerability service could not be reached, or did not know all packages: nothing is proved."
            )
        if done.returncode:
            session.error(f"{lock_of(*groups).name} holds packages with known vulnerabilities.")


@nox.session
def fuzz(session: nox.Session) -> None:
    """Ten thousand mutated tables and studies: each ends in a site or a sentence. Prints the count."""
    install(session, "test")
    session.run("python", "tests/faults/fuzz.py", *(session.posargs or ["10000"]))


@nox.session
def coverage(session: nox.Session) -> None:
    """How much of the core the tests run, by lines with branches; less than 95 % fails."""
    system_packages(session, *PANGO, *engine_packages())
    install(session, "test", "engines")
    measured = ("--cov=analysis/tessera", "--cov-branch")
    folders = [f"tests/{name}" for name in ("analysis", "golden", "faults", "engines", "site")]
    session.run("pytest", *ON_ALL_CORES, *measured, "--cov-report=", "--ignore", SPARK, *folders, *session.posargs)
    told = ("--cov-append", "--cov-report=term-missing:skip-covered", "--cov-fail-under=95")
    session.run("pytest", *measured, *told, SPARK)


UNNOTICED = 15
"""Percent of the small changes of a module that its tests may miss."""


@nox.session
def mutation(session: nox.Session) -> None:
    """Change trust, cells and wording in every small way, in a copy: the tests have to notice 85 % of the changes."""
    install(session, "test")
    session.install("cosmic-ray")
    copy = Path(session.create_tmp()).resolve() / "copy"
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(HERE, copy, ignore=shutil.ignore_patterns(".*", "_site", "build"))
    path = f"{copy / 'analysis'}{os.pathsep}{copy / 'site'}"
    env = {"PYTHONPATH": path, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    session.chdir(copy)
    for config in session.posargs or ("trust", "cells", "wording"):
        asked, found = f"tests/mutation/{config}.toml", f"{config}.sqlite"
        session.run("cosmic-ray", "init", asked, found, env=env)
        session.run("cosmic-ray", "exec", asked, found, env=env)
        survived = float(str(session.run("cr-rate", found, env=env, silent=True)))
        session.log(f"{config}.py: the tests notice {100 - survived:.1f} % of the changes.")
        if survived > UNNOTICED:
            session.error(f"{survived:.1f} % of the changes of {config}.py went unnoticed; at most {UNNOTICED} % may.")
