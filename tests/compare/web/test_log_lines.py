"""A log line is one object of JSON, which names its request."""

from __future__ import annotations

import json
import logging
import sys

from compare.web import request_ids
from compare.web.log_lines import JsonLine


def test_a_line_names_its_request_and_its_error() -> None:
    token = request_ids.present.set("edge-12345")
    try:
        raise ValueError("two\nlines")
    except ValueError:
        record = logging.LogRecord("compare", logging.ERROR, "", 0, "%s broke", ("It",), sys.exc_info())
    line = JsonLine().format(record)
    request_ids.present.reset(token)
    members = json.loads(line)
    assert "\n" not in line
    assert (members["level"], members["logger"], members["message"]) == ("ERROR", "compare", "It broke")
    assert (members["request"], members["error"].endswith("ValueError: two\nlines")) == ("edge-12345", True)


def test_a_line_outside_of_a_request_names_none() -> None:
    record = logging.LogRecord("kb", logging.INFO, "", 0, "loaded", (), None)
    assert set(json.loads(JsonLine().format(record))) == {"time", "level", "logger", "message"}
