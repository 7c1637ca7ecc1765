"""Say where a page that has been written can be looked at."""

import sys
from pathlib import Path


def main() -> None:
    """Print the path and the address of the page named on the command line; exit 1 if it is not there."""
    page = Path(sys.argv[1])
    if not page.is_file():
        sys.exit(f"{page} was not written")
    size_mb = page.stat().st_size / 1e6
    sys.stdout.write(f"\nOpen in a browser: {page} ({size_mb:.1f} MB)\n  {page.resolve().as_uri()}\n")


if __name__ == "__main__":
    main()
