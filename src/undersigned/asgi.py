"""What granian serves: the wrapper, in it the hot path, the logs' files, the memory of pages, and Django."""

import os
from typing import cast

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "undersigned.settings")  # noqa: TID251  what Django starts from
django = get_asgi_application()

from undersigned.kit.asgi import Application  # noqa: E402  models can be imported once Django is set up
from undersigned.pages.admission import Admission  # noqa: E402
from undersigned.pages.hot import HotPath  # noqa: E402
from undersigned.pages.log_door import LogDoor  # noqa: E402
from undersigned.pages.memory import PageMemory  # noqa: E402
from undersigned.pages.wrapper import Wrapper  # noqa: E402

hot = HotPath(LogDoor(PageMemory(Admission(cast(Application, django)))))
application = Wrapper(hot, hot.drain)
