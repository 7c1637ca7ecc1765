"""What is written is what was meant: any message, of any version, is read again as it was."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from anlan.alerts import Alert, Area, Info, Kept, Reference, Resource, parse_alert, write_alert
from anlan.alerts.messages.message import NAMESPACES, Version
from anlan.errors import InputError

TEXT = st.text(
    st.characters(
        codec="utf-8", exclude_categories=["Cs", "Cc"], include_characters="\t\n\r", exclude_characters="\ufffe\uffff"
    ),
    max_size=12,
)
TOKEN = TEXT.map(lambda text: text.strip(" \t\r\n"))
WORD = st.text(st.characters(codec="ascii", categories=["L", "N"]), min_size=1, max_size=6)
REFERENCES = st.lists(st.one_of(st.builds(Reference, WORD, WORD, WORD), WORD), max_size=3).map(tuple)
PLAIN = st.lists(st.tuples(WORD, TEXT), max_size=2).map(tuple)


def maybe(strategy: st.SearchStrategy[str]) -> st.SearchStrategy[str | None]:
    """Return a value or None."""
    return st.none() | strategy


def many(strategy: st.SearchStrategy[str]) -> st.SearchStrategy[tuple[str, ...]]:
    """Return some values."""
    return st.lists(strategy, max_size=2).map(tuple)


def areas(pairs: st.SearchStrategy[tuple[tuple[str, str], ...]]) -> st.SearchStrategy[Area]:
    """Draw areas."""
    return st.builds(
        Area,
        description=TEXT,
        polygons=many(TEXT),
        circles=many(TEXT),
        geocodes=pairs,
        altitude=maybe(TOKEN),
        ceiling=maybe(TOKEN),
    )


def resources(version: Version) -> st.SearchStrategy[Resource]:
    """Draw files."""
    return st.builds(
        Resource,
        description=TEXT,
        mime_type=maybe(TOKEN),
        size=maybe(TOKEN),
        uri=maybe(TOKEN),
        deref_uri=st.none() if version == "1.0" else maybe(TEXT),
        digest=maybe(TOKEN),
    )


def infos(version: Version) -> st.SearchStrategy[Info]:
    """Draw information blocks."""
    pairs = PLAIN if version == "1.0" else st.lists(st.tuples(TEXT, TEXT), max_size=2).map(tuple)
    return st.builds(
        Info,
        language=maybe(TOKEN),
        categories=many(TOKEN),
        event=TEXT,
        response_types=st.just(()) if version == "1.0" else many(TOKEN),
        urgency=TOKEN,
        severity=TOKEN,
        certainty=TOKEN,
        audience=maybe(TEXT),
        event_codes=pairs,
        effective=maybe(TOKEN),
        onset=maybe(TOKEN),
        expires=maybe(TOKEN),
        sender_name=maybe(TEXT),
        headline=maybe(TEXT),
        description=maybe(TEXT),
        instruction=maybe(TEXT),
        web=maybe(TOKEN),
        contact=maybe(TEXT),
        parameters=pairs,
        resources=st.lists(resources(version), max_size=2).map(tuple),
        areas=st.lists(areas(pairs), max_size=2).map(tuple),
    )


def alerts(version: Version) -> st.SearchStrategy[Alert]:
    """Draw messages."""
    return st.builds(
        Alert,
        version=st.just(version),
        identifier=TOKEN,
        sender=TOKEN,
        sent=TOKEN,
        status=TOKEN,
        msg_type=TOKEN,
        password=maybe(TEXT) if version == "1.0" else st.none(),
        source=maybe(TEXT),
        scope=TOKEN,
        restriction=maybe(TEXT),
        addresses=maybe(TEXT),
        codes=many(TEXT),
        note=maybe(TEXT),
        references=REFERENCES,
        incidents=maybe(TEXT),
        infos=st.lists(infos(version), max_size=2).map(tuple),
    )


@settings(max_examples=150)
@given(alert=st.sampled_from(list(NAMESPACES)).flatmap(alerts))
def test_any_message_is_read_as_it_was_written(alert: Alert) -> None:
    """Texts with blanks, line ends, markup and all scripts; several blocks, files and areas; empty and missing."""
    assert parse_alert(write_alert(alert)).alert == alert


def message(inside: str = "", around: str = "") -> bytes:
    """Return a small message with something put into it."""
    return (
        f'<alert xmlns="{NAMESPACES["1.2"]}" xmlns:o="urn:other" {around}><identifier>A</identifier><sender>B</sender>'
        "<sent>2026-07-01T08:30:00+08:00</sent><status>Test</status><msgType>Alert</msgType><scope>Public</scope>"
        f"{inside}</alert>"
    ).encode()


def again(content: bytes) -> tuple[Alert, Alert, str]:
    """Read a message, write it and read it again."""
    alert = parse_alert(content).alert
    assert alert is not None
    written = write_alert(alert)
    second = parse_alert(written).alert
    assert second is not None
    return alert, second, written.decode()


@pytest.mark.parametrize(
    "piece",
    [
        "<note>a<o:b c='1'>d</o:b>e</note>",
        "<note>a<!-- aside -->b</note>",
        "<note o:lang='en'>a</note>",
        "<o:extra xmlns:q='urn:q' kind='q:name'><q:deep/><deep xmlns=''/></o:extra>",
        "<nothing xmlns=''><inner/></nothing>",
        "<scoep>Public</scoep>",
        "<status>Actual</status>",
        "stray &amp; text",
        "<?go on?>",
        "<code/><code> x </code>",
        "<references/>",
        "<info><event/><category> Met </category></info>",
        "<info><parameter><value>v</value><valueName>n</valueName></parameter></info>",
        "<info><parameter><valueName>n</valueName></parameter></info>",
        "<info><parameter>text<valueName a='b'>n</valueName><value>v</value><value>w</value></parameter></info>",
        "<info xml:lang='en' o:x='&lt;&quot;&#10;'><area><where xmlns='urn:g'>1</where></area></info>",
        "<Signature xmlns='http://www.w3.org/2000/09/xmldsig#'><SignedInfo/></Signature>",
        "<near xmlns='relative' a='&gt; xmlns=&quot;'><far xmlns=''/></near>",
        "<nothing xmlns='' xmlns:r='relative' a=' xmlns=&quot;'><r:inner/></nothing>",
        "<r:near xmlns:r='relative' kind='r:name'><code>1</code></r:near>",
        "<info><headline><b xmlns='relative'>x</b></headline></info>",
    ],
)
def test_what_the_protocol_has_no_place_for_is_kept(piece: str) -> None:
    """Attributes, comments, elements of others, elements twice or misspelt: read, written, and read the same."""
    alert, second, written = again(message(piece))
    assert (
        alert.kept
        or any(info.kept or info.attributes or any(a.kept for a in info.areas) for info in alert.infos)
        or ("code" in piece)
    )
    assert second == alert
    assert parse_alert(written.encode()).alert == alert


def test_prefixes_in_values_keep_their_meaning() -> None:
    """A name in a value is declared where it is written, though no element uses its prefix."""
    _, second, written = again(message("<o:extra xmlns:q='urn:q' kind='q:name'/>"))
    assert 'xmlns:q="urn:q"' in written
    (kept,) = second.kept
    assert etree.fromstring(kept.xml).nsmap["q"] == "urn:q"


def test_an_element_without_a_namespace_stays_without() -> None:
    """The namespace of the message does not fall upon it, nor upon what is in it."""
    _, _, written = again(message("<o:extra><deep xmlns=''><deeper/></deep></o:extra>"))
    root = etree.fromstring(written.encode())
    assert [str(one.tag) for one in root.iter("*")][-3:] == ["{urn:other}extra", "deep", "deeper"]


def test_a_changed_value_goes_before_the_xml_that_was_kept_of_it() -> None:
    """Who changes a field of a message that was read gets the new value, without the markup of the old."""
    alert, _, _ = again(message("<note>a<o:b>c</o:b></note>"))
    assert alert.note == "ac"
    changed = parse_alert(write_alert(replace(alert, note="new"))).alert
    assert changed is not None
    assert (changed.note, changed.kept) == ("new", ())


def test_the_signature_is_kept_and_told() -> None:
    """Its XML is the same; whether it is right is not said here."""
    alert, _, _ = again(message("<Signature xmlns='http://www.w3.org/2000/09/xmldsig#'><SignedInfo/></Signature>"))
    assert alert.signed
    assert alert.kept[0].tag == "{http://www.w3.org/2000/09/xmldsig#}Signature"


def test_a_message_is_written_in_the_order_of_the_standard() -> None:
    """Elements as CAP 1.2 orders them, one to a line."""
    alert = Alert(
        identifier="A", sender="B", sent="2026-07-01T08:30:00+08:00", status="Actual", msg_type="Update",
        scope="Public", references=(Reference("B", "A0", "2026-07-01T08:00:00+08:00"),), codes=("x",),
        infos=(Info(event="暴雨", categories=("Met",), parameters=(("n", "1 < 2"),)),),
    )  # fmt: skip
    assert write_alert(alert).decode() == (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2">\n'
        "  <identifier>A</identifier>\n  <sender>B</sender>\n  <sent>2026-07-01T08:30:00+08:00</sent>\n"
        "  <status>Actual</status>\n  <msgType>Update</msgType>\n  <scope>Public</scope>\n  <code>x</code>\n"
        "  <references>B,A0,2026-07-01T08:00:00+08:00</references>\n  <info>\n    <category>Met</category>\n"
        "    <event>暴雨</event>\n    <parameter>\n      <valueName>n</valueName>\n      <value>1 &lt; 2</value>\n"
        "    </parameter>\n  </info>\n</alert>\n"
    )


@pytest.mark.parametrize("sign", ["\x00", "\x0b", "\ufffe", "\ud800"])
def test_what_xml_cannot_hold_is_refused_with_its_place(sign: str) -> None:
    """No character is dropped without a word."""
    with pytest.raises(InputError, match=f"U\\+{ord(sign):04X}") as refused:
        write_alert(Alert(identifier="A", note=f"bad {sign} sign"))
    assert "note" in str(refused.value)


def test_a_piece_that_breaks_out_of_the_message_is_refused() -> None:
    """XML that was kept must be whole, or nothing is written."""
    with pytest.raises(InputError, match="not whole"):
        write_alert(Alert(identifier="A", kept=(Kept("</alert><alert>"),)))


@pytest.mark.parametrize(
    "alert",
    [
        Alert(password="p"),
        Alert(version="1.0", infos=(Info(response_types=("Shelter",)),)),
        Alert(version="1.0", infos=(Info(resources=(Resource(deref_uri="b2s="),)),)),
    ],
)
def test_what_a_version_has_no_place_for_is_refused(alert: Alert) -> None:
    """Nothing is left out without a word when a message changes its version."""
    with pytest.raises(InputError, match="has no place for"):
        write_alert(alert)


def test_a_message_of_an_old_version_can_be_written_in_the_new_one() -> None:
    """Pairs get the form of the new version."""
    old = Alert(
        version="1.0",
        identifier="A",
        infos=(
            Info(
                parameters=(("n", "v"), ("", "w")),
            ),
        ),
    )
    new = parse_alert(write_alert(replace(old, version="1.2"))).alert
    assert new is not None
    assert new.version == "1.2"
    assert new.infos == old.infos
