"""XML of strangers as a tree: no document type, so no entities; limits on size, depth and number of elements.

Everything that makes XML dangerous - entities that grow or fetch files, external definitions - is declared in the
document type (XML 1.0, 2.8 and 4.2). The parser below refuses one at its first sign. Neither NRML nor the Common
Alerting Protocol has one. Expat is in Python's standard library; a package of its own for this rule is not needed.
"""

import xml.parsers.expat
from dataclasses import dataclass, field

from anlan.errors import Problem
from anlan.language import Message

MOST_DEPTH = 50
MOST_ELEMENTS = 20_000_000


@dataclass
class Element:
    """An element.

    Parameters
    ----------
    tag
        Name without its namespace.
    namespace
        The namespace; empty where there is none.
    attributes
        Attributes by name.
    line
        Line of the start tag, from 1.
    text
        All text right inside the element.
    children
        Elements right inside it.
    """

    tag: str
    namespace: str
    attributes: dict[str, str]
    line: int
    text: str = ""
    children: list["Element"] = field(default_factory=list)

    def all(self, tag: str) -> list["Element"]:
        """Return the children of a name."""
        return [child for child in self.children if child.tag == tag]

    def first(self, tag: str) -> "Element | None":
        """Return the first child of a name; None where there is none."""
        return next(iter(self.all(tag)), None)

    def get(self, name: str) -> str:
        """Return an attribute; the empty text where it is absent."""
        return self.attributes.get(name, "").strip()


class _RefusedError(Exception):
    """The document asks for something that is not allowed."""

    def __init__(self, what: Message, line: int) -> None:
        super().__init__(str(what))
        self.what, self.line = what, line


class _Builder:
    """Builds the tree from what the parser calls out."""

    def __init__(self, depth: int, elements: int) -> None:
        self._limits = depth, elements
        self.parser = xml.parsers.expat.ParserCreate(namespace_separator=" ")
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text
        self.parser.StartDoctypeDeclHandler = self._document_type
        self.root: Element | None = None
        self._open: list[Element] = []
        self._texts: list[list[str]] = []
        self._count = 0

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._count += 1
        if self._count > self._limits[1] or len(self._open) >= self._limits[0]:
            raise _RefusedError(Message("it has too many elements, or elements too deep in one another"), self._line)
        namespace, _, tag = name.rpartition(" ")
        own = {key.rpartition(" ")[2]: value for key, value in attributes.items()}
        element = Element(tag, namespace, own, self._line)
        if self._open:
            self._open[-1].children.append(element)
        else:
            self.root = element
        self._open.append(element)
        self._texts.append([])

    def _end(self, _name: str) -> None:
        self._open.pop().text = "".join(self._texts.pop())

    def _text(self, text: str) -> None:
        self._texts[-1].append(text)

    def _document_type(self, *_arguments: object) -> None:
        raise _RefusedError(Message("it declares a document type, which could make it grow or fetch files"), self._line)

    @property
    def _line(self) -> int:
        return self.parser.CurrentLineNumber


def xml_tree(
    file: str, content: bytes, problems: list[Problem], *, depth: int = MOST_DEPTH, elements: int = MOST_ELEMENTS
) -> Element | None:
    """Return the root of an XML document; None where it is refused, which the problems say.

    Parameters
    ----------
    file
        Name of the file, for messages.
    content
        Its bytes.
    problems
        What is wrong is appended.
    depth, elements
        Most elements in one another, and in all.
    """
    builder = _Builder(depth, elements)
    try:
        builder.parser.Parse(content, True)
    except xml.parsers.expat.ExpatError as error:
        what = Message("it is no XML: {reason}", reason=error)
        problems.append(Problem(file, what, Message("export it anew"), line=error.lineno, code="unreadable"))
        return None
    except (LookupError, ValueError) as error:  # an encoding that Python or Expat does not know
        what = Message("its encoding cannot be read: {reason}", reason=str(error))
        problems.append(Problem(file, what, Message("save it as UTF-8"), line=1, code="wrong-encoding"))
        return None
    except _RefusedError as refused:
        remedy = Message("remove the declaration, or cut the file into parts")
        problems.append(Problem(file, refused.what, remedy, line=refused.line, code="hostile-xml"))
        return None
    return builder.root
