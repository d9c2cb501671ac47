"""`python -m undersigned` is the command-line program."""

import sys

from undersigned.cli import main

sys.exit(main())
