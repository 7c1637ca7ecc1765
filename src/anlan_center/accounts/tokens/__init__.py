"""Keys for programs: issued by people, narrower than they, shown once."""

from anlan_center.accounts.tokens.authentication import AUTHENTICATION, SignedIn, TokenAuth

__all__ = ["AUTHENTICATION", "SignedIn", "TokenAuth"]
