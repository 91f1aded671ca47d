"""A described ticket system for the tests of portals."""

import re

import pytest
from pytest_httpserver import HTTPServer

from tests.escalation.channels.desk import Desk


@pytest.fixture
def desk(httpserver: HTTPServer) -> Desk:
    made = Desk(httpserver.url_for("/api"))
    httpserver.expect_request(re.compile("/.*")).respond_with_handler(made.answer)
    return made
