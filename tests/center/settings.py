"""Settings of the tests: those of the centre, in a folder that vanishes, with cheap passwords."""

import atexit
import os
import secrets
import shutil
import tempfile
from pathlib import Path

_FOLDER = Path(tempfile.gettempdir(), f"anlan-tests-{secrets.token_hex(8)}")
os.environ["ANLAN_DATA"] = str(_FOLDER)
os.environ["ANLAN_SECRET_KEY"] = secrets.token_urlsafe(48)
os.environ["ANLAN_MAIL"] = "smtp://127.0.0.1:2525"  # so that subscriptions are open; letters of tests stay in memory

if "PYTEST_VERSION" in os.environ:  # others, such as the type checker, read the settings and leave without farewell
    _FOLDER.mkdir(mode=0o700)
    atexit.register(shutil.rmtree, _FOLDER, ignore_errors=True)

from anlan_center.config.settings import *  # noqa: E402, F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
WHITENOISE_AUTOREFRESH = True
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":  # noqa: F405
    # In a file, as in an installation: Django never closes a connection to a database in memory (`close` of its
    # backend), so that each thread would leave one open. Nothing of a test has to outlive the machine.
    DATABASES["default"]["TEST"] = {"NAME": str(_FOLDER / "tests.sqlite3")}  # noqa: F405
    DATABASES["default"]["OPTIONS"]["init_command"] += "PRAGMA synchronous=OFF;"  # noqa: F405
