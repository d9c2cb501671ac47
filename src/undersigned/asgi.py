"""The ASGI application that granian serves: the wrapper, within it the hot path, within it Django."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "undersigned.settings")  # noqa: TID251  what Django starts from
django = get_asgi_application()

from undersigned.pages.hot import HotPath  # noqa: E402  models can be imported once Django is set up
from undersigned.pages.wrapper import Wrapper  # noqa: E402

hot = HotPath(django)
application = Wrapper(hot, hot.drain)
