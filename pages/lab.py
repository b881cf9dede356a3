"""The lab: notebooks of text, SQL, chat probes, charts and eval runs."""

from studio import session
from studio import session_notebooks as memory
from studio.ui import notebook_page, notebook_shelf

services = session.services()
actor = session.actor()

if opened := memory.open_id():
    notebook_page.draw(services, actor, opened)
else:
    notebook_shelf.draw(services, actor)
