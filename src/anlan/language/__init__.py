"""Sentences that can be said in every language of the interface.

The engine never writes a finished sentence. It makes a `Message`: an English pattern, which is the key in the
gettext catalogue, and the values that fill it. Whoever shows it (terminal, report, web page) says it in the reader's
language with `Message.render`.
"""

from anlan.language.catalogue import LANGUAGES, Language, Translator, best_language, translator
from anlan.language.message import Message, mark

__all__ = ["LANGUAGES", "Language", "Message", "Translator", "best_language", "mark", "translator"]
