"""`python -m hopyard.tui` is the `hopyard` command."""

import sys

from hopyard.tui.cli import main

sys.exit(main())
