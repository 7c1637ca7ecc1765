"""Settings of the tests: those of the centre, in a folder that vanishes, with cheap passwords."""

import atexit
import os
import shutil
import tempfile

_FOLDER = tempfile.mkdtemp(prefix="anlan-tests-")
atexit.register(shutil.rmtree, _FOLDER, ignore_errors=True)
os.environ["ANLAN_DATA"] = _FOLDER
os.environ["ANLAN_MAIL"] = "smtp://127.0.0.1:2525"  # so that subscriptions are open; letters of tests stay in memory

from anlan_center.config.settings import *  # noqa: E402, F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
WHITENOISE_AUTOREFRESH = True
DATABASES["default"]["CONN_MAX_AGE"] = 0  # noqa: F405 - no thread of a test may keep the test database busy
