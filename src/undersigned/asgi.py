"""The ASGI application that granian serves: the wrapper, in it the hot path, the logs' files, and Django."""

import os
from typing import cast

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "undersigned.settings")  # noqa: TID251  what Django starts from
django = get_asgi_application()

from undersigned.kit.asgi import Application  # noqa: E402  models can be imported once Django is set up
from undersigned.pages.hot import HotPath  # noqa: E402
from undersigned.pages.log_door import LogDoor  # noqa: E402
from undersigned.pages.wrapper import Wrapper  # noqa: E402

hot = HotPath(LogDoor(cast(Application, django)))
application = Wrapper(hot, hot.drain)
