"""Sentences of the libraries of sign-in that this centre's catalogue says better: official, and to the person."""

from django.utils.translation import gettext_noop as _
from django.utils.translation import ngettext_lazy

SAID_BETTER = (
    _("Code"),
    _("Your password can’t be too similar to your other personal information."),
    _("Your password can’t be a commonly used password."),
    _("Your password can’t be entirely numeric."),
    ngettext_lazy(
        "Your password must contain at least %(min_length)d character.",
        "Your password must contain at least %(min_length)d characters.",
        "min_length",
    ),
)
"""They are listed only to be collected for translators; the libraries themselves say them."""
