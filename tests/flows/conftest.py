"""The flows that ship with the program, and what they may name."""

from collections.abc import Mapping

import pytest

from wizard import resources
from wizard.environment import catalogue as session_catalogue
from wizard.flow.catalogue import Catalogue
from wizard.flow.load import FlowLibrary
from wizard.flow.model import Flow
from wizard.flow.paths import FlowPath, load_paths
from wizard.organisation import load_organisation


@pytest.fixture(scope="session")
def library() -> FlowLibrary:
    return FlowLibrary([resources.flows()])


@pytest.fixture(scope="session")
def flows(library: FlowLibrary) -> Mapping[str, Flow]:
    return library.flows


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    return session_catalogue(load_organisation())


@pytest.fixture(scope="session")
def paths(library: FlowLibrary) -> Mapping[str, tuple[FlowPath, ...]]:
    return {flow_id: load_paths(library.folder(flow_id)) for flow_id in library.ids()}
