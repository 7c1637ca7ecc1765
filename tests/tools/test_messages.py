"""Every sentence of the centre reaches the catalogue that translators fill."""

import ast

from tools.messages import CENTRE, CENTRE_KEYWORDS


def test_no_module_of_the_centre_translates_under_a_name_that_is_not_collected() -> None:
    """A function of translation under another name would leave its sentences in English for every reader."""
    functions = set(CENTRE_KEYWORDS) - {"_"}
    wrong = [
        f"{path.relative_to(CENTRE)}: {name.name} as {name.asname}"
        for path in sorted(CENTRE.rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation"
        for name in node.names
        if name.name in functions and (name.asname or name.name) not in CENTRE_KEYWORDS
    ]
    assert wrong == []
