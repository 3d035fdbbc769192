"""Log lines as JSON, one object each, for whatever collects them. They hold nothing of a visitor."""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime

from compare.web.request_ids import present


class JsonLine(logging.Formatter):
    """``time`` (UTC), ``level``, ``logger``, ``message``, ``request`` (its name, if there is one) and ``error``."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        if name := present.get():
            line["request"] = name
        if record.exc_info:
            line["error"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)
