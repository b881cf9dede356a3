"""A plugin for pytest: the fixture `persona_gate`. Importing it imports nothing of the studio but this.

def test_einstein_keeps_his_boundaries(persona_gate):
    persona_gate("einstein", suite="boundaries", min=0.9)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from studio.persona_gate import PersonaGate


@pytest.fixture(scope="session")
def persona_gate() -> PersonaGate:
    """Plays a suite on a persona in this process and fails the test unless its gates are passed.

    What was played is kept for the session, so a second gate on the same suite and persona plays nothing again.
    """
    # Imported here: pytest loads every plugin at its start, also where nobody asks for this one.
    from studio.persona_gate import PersonaGate

    return PersonaGate()
