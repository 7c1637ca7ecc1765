"""What programs may ask for, as far as databases count."""

from typing import Annotated

from ninja import Schema
from ninja.pagination import LimitOffsetPagination
from pydantic import Field

LARGEST_ID = 2**63 - 1
Id = Annotated[int, Field(ge=1, le=LARGEST_ID)]
"""Number of a row."""
Prefix = Annotated[str, Field(pattern=r"^[0-9]{2,12}$", max_length=12)]
"""Prefix of an area's code."""


class Pages(LimitOffsetPagination):
    """Lists in pages of at most 500 rows; the setting ``NINJA_PAGINATION_CLASS`` makes it that of every list."""

    class Input(Schema):
        """Which rows of the list."""

        limit: int = Field(100, ge=1, le=500)
        offset: int = Field(0, ge=0, le=LARGEST_ID // 2)
