"""Reports by their signed addresses."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from store.actor import Actor
from studio.headers import SecurityHeaders
from studio.media.route import mount

if TYPE_CHECKING:
    from collections.abc import Iterator

    from studio.wiring import Services


@pytest.fixture
def run_id(services: Services) -> str:
    """A run that waits; nothing has come of it yet."""
    services.evaluation.workers.close()
    order = services.evaluation.order(services.actor, "style", ["mira-okafor"])
    return services.evaluation.start(services.actor, order).id


@pytest.fixture
def browser(services: Services) -> Iterator[TestClient]:
    """A browser in front of the routes, behind the headers."""
    with TestClient(SecurityHeaders(Starlette(routes=[mount(lambda: services)]))) as client:
        yield client


def test_a_report_comes_as_a_file(services: Services, run_id: str, browser: TestClient) -> None:
    """As an attachment, never kept by the browser; a run with nothing in it is a report too."""
    answer = browser.get(services.links.report(services.actor, run_id, form="html"))
    assert answer.status_code == 200
    assert answer.headers["content-disposition"].startswith("attachment; filename*=UTF-8''style-")
    assert answer.headers["cache-control"] == "no-store"
    assert "sandbox" in answer.headers["content-security-policy"]
    assert "0 of" in answer.text


def test_a_token_is_for_one_report_of_one_user(services: Services, run_id: str, browser: TestClient) -> None:
    """Another run, another baseline, another user and another form are refused."""
    address = services.links.report(services.actor, run_id, form="html")
    assert browser.get(f"/files/reports/other?{urlsplit(address).query}").status_code == 403
    assert browser.get(f"{address}&against={run_id}").status_code == 403
    stranger = services.links.report(Actor("somebody-else"), run_id, form="html")
    assert browser.get(stranger).status_code == 404
    assert browser.get(address.replace("form=html", "form=exe")).status_code == 400
