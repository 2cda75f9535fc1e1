# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Write docs/sidecar.schema.json anew: what a take's sidecar holds, from the model that writes it.

python3 scripts/sidecar_schema.py
"""

from __future__ import annotations

import _env

if __name__ == "__main__":
    _env.ensure(usage=__doc__)

import json
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "docs" / "sidecar.schema.json"


def schema() -> dict[str, Any]:
    """The sidecar's schema. Needs pydantic: run it with the Python of an environment that scripts/test.py made."""
    sys.path.insert(0, str(ROOT))
    from addon.core.models import Take

    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **Take.model_json_schema()}


def text() -> str:
    return json.dumps(schema(), indent=1, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    TARGET.write_text(text(), encoding="utf-8")
    print(f"{TARGET.relative_to(ROOT)} written")
