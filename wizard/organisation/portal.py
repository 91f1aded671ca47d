"""A ticket system described as data: which request makes a ticket, adds a file, tells its state, finds it again.

The declarative language of ``portal`` channels; docs/channels.md explains it with examples.
"""

from wizard.organisation.channels import ChannelTable
from wizard.organisation.tables import Url


class PortalChannel(ChannelTable, frozen=True, kw_only=True, tag_field="kind", tag="portal"):
    """A ticket system with an HTTP interface of its own."""

    url: Url = ""
