"""Pages of the predecessor's API are read whatever is in them, and a wrong one says where it is wrong."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from undersigned.petitions.wethepeople import LONGEST_BODY, STATUSES, Found, Unreadable, read_page

GOOD = {
    "id": "50cb6d2ba9a0b1c52e000017",
    "type": "petition",
    "title": "Keep the lighthouse lit",
    "body": "Ships need it.\r\nSo do we.",
    "issues": [{"id": 1, "name": "Energy &amp; Environment"}],
    "signatureThreshold": 25000,
    "signatureCount": 312,
    "url": "https://petitions.example/petition/lighthouse",
    "deadline": 1319289481,
    "status": "closed",
    "response": [],
    "created": 1316697481,
}


def page(*rows: object, **metadata: object) -> bytes:
    said = {"responseInfo": {"status": 200}, "requestInfo": {"apiVersion": 1, "resource": "petitions"}} | metadata
    return json.dumps({"metadata": said, "results": list(rows)}).encode()


def read(**changed: object) -> Found:
    [row] = read_page(page(GOOD | changed), "page.json")
    assert row.found is not None, row.fault
    return row.found


def fault(**changed: object) -> str:
    [row] = read_page(page(GOOD | changed), "page.json")
    assert row.found is None
    return row.fault


def test_a_good_row_is_read_whole():
    assert read() == Found(
        id="50cb6d2ba9a0b1c52e000017",
        title="Keep the lighthouse lit",
        body="Ships need it.\nSo do we.",
        status="closed",
        count=312,
        threshold=25000,
        url="https://petitions.example/petition/lighthouse",
        issues=("Energy & Environment",),
        created=datetime(2011, 9, 22, 13, 18, 1, tzinfo=UTC),
        deadline=datetime(2011, 10, 22, 13, 18, 1, tzinfo=UTC),
    )


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ({"id": "7", "url": "https://petitions.example/response/lit"}, "https://petitions.example/response/lit"),
        ({"id": "7", "url": "javascript:alert(1)"}, ""),
        ({}, ""),
        ([], ""),
        (None, ""),
        ("https://petitions.example/response/lit", ""),
    ],
)
def test_where_it_was_answered_is_read_from_its_response(given, kept):
    assert read(response=given).response_url == kept


@pytest.mark.parametrize("identifier", ["22111", 22111])
def test_a_serial_id_is_read_as_text_or_number(identifier):
    assert read(id=identifier).id == "22111"


def test_entities_are_resolved_once_and_only_with_their_semicolon():
    assert read(title="AT&amp;T &amp;amp; ?a=1&copy=2 &#039;x&#039;").title == "AT&T &amp; ?a=1&copy=2 'x'"


def test_a_title_over_two_lines_becomes_one():
    assert read(title="Keep\r\n  the lighthouse\tlit").title == "Keep the lighthouse lit"


def test_what_is_not_text_is_left_out():
    found = read(title="Kee\x00p \u202eit\ud83d lit", body="a\x07b\x00c\ufffe")
    assert (found.title, found.body) == ("Keep it lit", "abc")


@pytest.mark.parametrize("wrong", [None, "", "soon", -1, 10**15, True, [], 1e300, float("1.5")])
def test_a_missing_or_impossible_date_is_no_date(wrong):
    assert read(created=wrong).created is None


@pytest.mark.parametrize("wrong", [None, "x", [None, 3, {"name": 5}, {}], {"name": "Trade"}])
def test_malformed_issues_are_no_issues(wrong):
    assert read(issues=wrong).issues == ()


@pytest.mark.parametrize("wrong", ["javascript:alert(1)", "ftp://x", "https://a b", "https://x/\u202e", None, 7])
def test_only_a_web_address_is_kept(wrong):
    assert read(url=wrong).url == ""


def test_a_row_that_cannot_be_taken_says_why():
    assert fault(id="../etc") == "no usable id"
    assert fault(id=None) == "no usable id"
    assert fault(id=True) == "no usable id"
    assert fault(title=" \r\n\x00") == "no title"
    assert fault(title=None) == "no title"
    assert fault(body="a" * (LONGEST_BODY + 1)) == "a text longer than any petition's"
    assert fault(status="flagged") == "unknown status"
    assert fault(status=["open"]) == "unknown status"
    assert fault(signatureCount=-1) == "no usable signature count"
    assert fault(signatureCount=None) == "no usable signature count"
    assert fault(signatureCount=2**31) == "no usable signature count"
    assert fault(type="signature") == "not a petition"


def test_a_row_that_is_no_object_is_a_fault_with_its_place():
    rows = read_page(page(GOOD, "text", GOOD), "page.json")
    assert [(row.where, row.fault) for row in rows if row.found is None] == [
        ("page.json, results[1]", "not an object")
    ]


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "page.json, line 1, column 1: no JSON"),
        (b'{"metadata": {},\n "results": [1 2]}', "page.json, line 2, column 16: no JSON: Expecting ',' delimiter"),
        (b'{"results": \xff}', "page.json, byte 12: this is not UTF-8"),
        (b"[]", "page.json, at the top: expected an object with metadata and results, found a list"),
        (b'{"results": []}', "page.json, metadata: expected an object, found nothing"),
        (b'{"metadata": {}}', "page.json, results: expected a list, found nothing"),
        (b'{"metadata": {}, "results": {}}', "page.json, results: expected a list, found an object"),
        (b'{"metadata": "NaN",\n "results": NaN}', "page.json, line 2, column 13: no JSON: NaN is no number"),
        (b"[" * 100_000, "page.json: no page of petitions: it is nested too deeply"),
        (b'{"a": ' + b"9" * 5000 + b"}", "page.json, line 1, column 7: no JSON: Exceeds the limit"),
        (
            page(requestInfo={"resource": "signatures"}),
            "metadata.requestInfo.resource: expected petitions, found 'si",
        ),
        (page(requestInfo={"apiVersion": 2}), "page.json, metadata.requestInfo.apiVersion: expected 1, found 2"),
        (page(responseInfo={"status": 404}), "page.json, metadata.responseInfo.status: expected 200, found 404"),
    ],
)
def test_a_wrong_file_says_where_and_why(data, says):
    with pytest.raises(Unreadable, match=r"^page\.json") as raised:
        read_page(data, "page.json")
    assert says in str(raised.value)


def test_a_byte_order_mark_does_no_harm():
    assert len(read_page(b"\xef\xbb\xbf" + page(GOOD), "page.json")) == 1


anything = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text()
    | st.text(st.characters(categories=["Cs", "Cc"])),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=9), inner, max_size=4),
    max_leaves=8,
)


@given(st.binary() | anything.map(lambda value: json.dumps(value).encode()))
@example(b"\xff\xfe[\x00]\x00")
def test_no_file_does_worse_than_unreadable(data):
    try:
        assert isinstance(read_page(data, "page.json"), list)
    except Unreadable as error:
        assert str(error).startswith("page.json")


@given(st.dictionaries(st.sampled_from(sorted(GOOD)), anything))
def test_whatever_a_row_holds_it_is_found_clean_or_has_a_fault(changed):
    [row] = read_page(json.dumps(json.loads(page()) | {"results": [GOOD | changed]}).encode(), "page.json")
    if row.found is None:
        assert row.fault
    else:
        text = row.found.title + row.found.body + "".join(row.found.issues)
        text.encode()
        assert row.found.title.strip() and "\0" not in text and "\n" not in row.found.title
        assert row.found.count >= 0 and row.found.status in STATUSES


def test_every_real_row_is_taken(shared_data):
    files = [*sorted((shared_data / "wtp").glob("petitions-*.json")), shared_data / "wtp" / "halbach.json"]
    rows = [row for file in files for row in read_page(file.read_bytes(), file.name)]
    assert len(rows) == 3760
    assert [row.fault for row in rows if row.found is None] == []
    assert not any("&amp;" in name for row in rows if row.found for name in row.found.issues)
