"""Production settings as the suite runs them: no HTTPS, no hashed file names, quick passwords."""

import os

os.environ["DEBUG"] = "off"
os.environ["SECRET_KEY"] = "only-for-tests"
os.environ["SITE_URL"] = "https://careerpick.test"
os.environ["ALLOWED_HOSTS"] = "testserver,localhost,127.0.0.1"

from careerpick.settings import *  # noqa: F403

SECURE_SSL_REDIRECT = False
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = False
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME, QUIZ_COOKIE_NAME = "sessionid", "csrftoken", "quiz"
STORAGES = {
    **STORAGES,  # noqa: F405
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_AUTOREFRESH = True
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# A server breaks long statements off. A busy test machine may take its time to drop a database.
if "options" in DATABASES["default"]["OPTIONS"]:  # noqa: F405
    DATABASES["default"]["OPTIONS"]["options"] = "-c statement_timeout=60000"  # noqa: F405
