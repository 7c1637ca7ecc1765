"""The tables of the structure against the schemas of OASIS, as libxml2 applies them, on real and mutated messages."""

import json
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from anlan.alerts import PROFILES, parse_alert, validate, write_alert
from anlan.alerts.messages.grammar import GRAMMARS
from anlan.alerts.messages.values import is_decimal, is_integer, is_language, is_moment_of_12, is_time, is_uri
from tests.alerts.documents.mutations import VALUES, content_of, messages, mutated

SCHEMAS = {"1.2": "CAP-v1.2.xsd", "1.1": "cap11.xsd", "1.0": "cap10.xsd"}
SIGNATURE = "{http://www.w3.org/2000/09/xmldsig#}*"

MINIMAL = """<alert xmlns="{namespace}"><identifier>A</identifier><sender>B</sender><sent>{sent}</sent>
<status>Test</status><msgType>Alert</msgType><scope>Public</scope><info><language>{language}</language>
<category>Met</category><event>E</event><urgency>Past</urgency><severity>Minor</severity><certainty>Likely</certainty>
<web>{web}</web><resource><resourceDesc>R</resourceDesc><mimeType>a/b</mimeType><size>{size}</size></resource>
<area><areaDesc>D</areaDesc><altitude>{altitude}</altitude></area></info></alert>"""
RIGHT = {"sent": "2026-07-01T08:30:00+08:00", "language": "en", "web": "https://a.b", "size": "1", "altitude": "2"}

TIMES = st.builds(
    lambda text, changes: "".join(changes.get(place, sign) for place, sign in enumerate(text)),
    st.sampled_from(
        ["2024-02-29T23:59:59+13:59", "1900-02-28T24:00:00-00:00", "2026-07-01T08:30:00.25Z", "10000-01-01T00:00:00"]
    ),
    st.dictionaries(st.integers(0, 24), st.sampled_from("0123456789-:+T.Z ,"), max_size=4),
)


@pytest.fixture(scope="module")
def schemas(shared_data: Path) -> dict[str, etree.XMLSchema]:
    """Schemas by version."""
    folder = shared_data / "cap" / "schema"
    return {version: etree.XMLSchema(etree.parse(folder / name)) for version, name in SCHEMAS.items()}


@pytest.fixture(scope="module")
def contents(shared_data: Path) -> list[bytes]:
    """Messages of the corpus that are not large."""
    return messages(shared_data / "cap")


def signature_before_info(root: etree._Element) -> bool:
    """Say whether a signature precedes an information block, which libxml2 takes and the schema does not allow."""
    tags = [str(child.tag) for child in root.iterchildren("*")]
    signed = [place for place, tag in enumerate(tags) if tag.startswith(SIGNATURE[:-1])]
    last = max((place for place, tag in enumerate(tags) if tag == f"{{{etree.QName(root).namespace}}}info"), default=-1)
    return bool(signed) and signed[0] < last


def test_the_structure_of_the_whole_corpus_is_judged_as_the_schemas_judge_it(
    shared_data: Path, schemas: dict[str, etree.XMLSchema]
) -> None:
    """Valid where nothing is found, not valid where something is; also as it was judged when it was collected."""
    judged = 0
    for row in json.loads((shared_data / "cap" / "index.json").read_text(encoding="utf-8"))["files"]:
        parsed = parse_alert((shared_data / "cap" / row["file"]).read_bytes())
        if parsed.alert is None or parsed.root is None:
            continue
        valid = schemas[parsed.alert.version].validate(parsed.root)
        assert valid is (not parsed.findings), row["file"]
        assert valid is row["xsd_valid"], row["file"]
        judged += 1
    assert judged == 75


@settings(max_examples=250)
@given(data=st.data())
def test_mutated_messages_are_judged_as_the_schemas_judge_them(
    schemas: dict[str, etree.XMLSchema], contents: list[bytes], data: st.DataObject
) -> None:
    """And nothing of them is lost or invented in a round trip, however broken they are."""
    content = etree.tostring(data.draw(mutated(contents)))
    parsed = parse_alert(content)
    assert parsed.alert is not None
    assert parsed.root is not None
    if signature_before_info(parsed.root):
        assert parsed.findings
    else:
        assert schemas[parsed.alert.version].validate(parsed.root) is (not parsed.findings)
    again = parse_alert(write_alert(parsed.alert))
    assert again.alert == parsed.alert
    assert again.root is not None
    assert content_of(again.root) == content_of(parsed.root)


@settings(max_examples=150)
@given(data=st.data(), profile=st.sampled_from(list(PROFILES)))
def test_every_finding_leads_to_its_element(contents: list[bytes], data: st.DataObject, profile: str) -> None:
    """Its path, read by another program, is one element of the document, on the line that the finding names."""
    parsed = parse_alert(etree.tostring(data.draw(mutated(contents))))
    assert parsed.root is not None
    for one in validate(parsed, profile=profile):
        steps = (step.rstrip("]").split("[") for step in one.xpath.split("/")[1:])
        path = "".join(f"/*[local-name()='{name}'][{number}]" for name, number in steps)
        found = parsed.root.xpath(path)
        assert isinstance(found, list)
        (element,) = found
        assert isinstance(element, etree._Element)
        assert str(element.sourceline) == str(one.line)


@pytest.mark.slow
@settings(max_examples=2_000)
@given(data=st.data())
def test_many_mutated_messages_are_judged_as_the_schemas_judge_them(
    schemas: dict[str, etree.XMLSchema], contents: list[bytes], data: st.DataObject
) -> None:
    """With up to nine changes each."""
    content = etree.tostring(data.draw(mutated(contents, most=9)))
    parsed = parse_alert(content)
    assert parsed.alert is not None
    assert parsed.root is not None
    if not signature_before_info(parsed.root):
        assert schemas[parsed.alert.version].validate(parsed.root) is (not parsed.findings)
    again = parse_alert(write_alert(parsed.alert))
    assert again.alert == parsed.alert
    assert again.root is not None
    assert content_of(again.root) == content_of(parsed.root)


def test_a_written_message_of_the_corpus_is_valid_where_the_message_is(
    shared_data: Path, schemas: dict[str, etree.XMLSchema]
) -> None:
    """And where the order of elements was the only fault, it has become valid."""
    mended = 0
    for content in messages(shared_data / "cap", most_bytes=10**7):
        parsed = parse_alert(content)
        assert parsed.alert is not None
        only_order = {one.code for one in parsed.findings} <= {"wrong-order"}
        written = etree.fromstring(write_alert(parsed.alert))
        assert schemas[parsed.alert.version].validate(written) is only_order
        mended += only_order and bool(parsed.findings)
    assert mended == 2


@settings(max_examples=400)
@given(
    field=st.sampled_from(["sent", "language", "web", "size", "altitude"]),
    text=st.one_of(
        st.sampled_from(VALUES),
        st.text(alphabet="ab1:/?#[]@%2F. -_é<|+", max_size=9),
        st.text(alphabet="abcdefg1-_ ", max_size=12),
        st.text(alphabet="12.+- e", max_size=5),
        TIMES,
    ),
    version=st.sampled_from(["1.2", "1.1"]),
)
def test_types_of_values_are_those_of_the_schemas(
    schemas: dict[str, etree.XMLSchema], field: str, text: str, version: str
) -> None:
    """Times, languages, addresses, sizes and heights, at random and near the edge of what is allowed."""
    namespace = next(one.namespace for one in GRAMMARS.values() if one.version == version)
    values = RIGHT | {field: text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")}
    content = MINIMAL.format(namespace=namespace, **values).encode()
    parsed = parse_alert(content)
    assert schemas[version].validate(etree.fromstring(content)) is (not parsed.findings)


def test_types_know_their_edges() -> None:
    """Values that a test at random may miss."""
    assert is_time("2026-07-01T08:30:00")
    assert not is_moment_of_12("2026-07-01T08:30:00Z")
    assert is_moment_of_12(" 2026-07-01T08:30:00-14:00\n")
    assert not any(
        is_time(text) for text in ("0000-01-01T00:00:00", "2023-02-29T00:00:00", "2026-01-01T00:00:00+14:01")
    )
    assert is_language("")
    assert not is_language("en_US")
    assert is_decimal("-.5")
    assert is_integer("+007")
    assert is_uri("http://[::1]:2147483647/%20?a#[b]")
    assert not any(is_uri(text) for text in ("a%", "::", "http://a:2147483648/", "http://u@h@x/", "#a#b", "?a[b]"))


@pytest.mark.parametrize(
    "text", ["a" * 200_000 + "%", ":" * 200_000, "http://" + "a:" * 100_000 + "@@", "/" * 200_000 + "%"]
)
def test_an_address_made_to_be_slow_is_not(text: str) -> None:
    """The pattern is linear: a text of 200,000 signs is refused at once (the test would not end otherwise)."""
    assert not is_uri(text)


def test_the_tables_name_every_element_of_the_schemas(shared_data: Path) -> None:
    """And no other."""
    for grammar in GRAMMARS.values():
        text = (shared_data / "cap" / "schema" / SCHEMAS[grammar.version]).read_text(encoding="utf-8")
        named = set(re.findall(r"<element\s+name\s*=\s*\"(\w+)\"", text)) - {"alert", "valueName", "value"}
        ours = {slot.tag for table in grammar.tables.values() for slot in table.slots.values()}
        assert ours == named
