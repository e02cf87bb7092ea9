"""From bytes to text."""

import pytest

from graph.errors import DocumentError
from nlp.decode import decode


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16"])
def test_the_usual_encodings_give_the_same_text(encoding: str):
    assert decode("长江经济带 €".replace("€", "" if encoding == "gbk" else "€").encode(encoding)).startswith(
        "长江经济带"
    )


def test_no_byte_order_mark_stays_in_the_text():
    assert decode(b"\xef\xbb\xbf\xe6\xb1\x9f") == "江"


def test_an_empty_file_is_an_empty_text():
    assert decode(b"") == ""


def test_bytes_that_are_no_text_are_refused_with_a_reason():
    with pytest.raises(DocumentError, match="neither UTF-8 nor GB18030"):
        decode(b"\xff\xff\xfe\x81")
    with pytest.raises(DocumentError, match="binary file"):
        decode(b"PK\x03\x04" + b"\0" * 200)
