"""Sends a portal's requests one after the other, each with what the earlier answers gave."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urljoin

from wizard.escalation.channels.base import SentBytes
from wizard.escalation.channels.portal_answers import at_place, kept, must_be_json, word
from wizard.escalation.channels.portal_templates import Values, web_request
from wizard.escalation.channels.web import Web, ignore
from wizard.escalation.channels.web_request import WebAnswer, WebRequest
from wizard.escalation.errors import ChannelError
from wizard.escalation.model import Attachment
from wizard.organisation.portal import PortalChannel, PortalList, PortalRequest
from wizard.system.cancel import Cancel

MOST_ELEMENTS = 2_000
_MOST_PAGES = 50


@dataclass(frozen=True)
class PortalRequests:
    """The requests of one portal. Only the last of those that change something can leave a doubt behind: what the
    earlier ones make (an upload, a message) is nothing until that one names it.
    """

    channel: PortalChannel
    web: Web

    def signed_in(self, values: Values, cancel: Cancel) -> dict[str, Any]:
        """Return the values with those that signing in gave."""
        return self._followed(self.channel.sign_in, values, (), cancel)

    def carry_out(
        self,
        requests: Sequence[PortalRequest],
        values: Values,
        files: Sequence[Attachment],
        cancel: Cancel,
        sent_bytes: SentBytes,
    ) -> dict[str, Any]:
        """Sign in, send the requests, and return all values; the last request is the one that counts."""
        known = self._followed((*self.channel.sign_in, *requests[:-1]), values, files, cancel, sent_bytes)
        request = web_request(self.channel, requests[-1], known, files, changes=True)
        # With files, the progress is theirs alone, whichever request carries them.
        told = sent_bytes if not files or _carries_file(request) else ignore
        return self._sent(requests[-1], request, known, cancel, told)

    def ask(self, request: PortalRequest, values: Values, cancel: Cancel) -> tuple[WebAnswer, Any]:
        """Return the answer to a request that only reads, and the JSON value in it."""
        return self.web.send_for_json(web_request(self.channel, request, values), cancel)

    def unreadable(self, request: PortalRequest, values: Values) -> ChannelError:
        """Return the error for an answer that lacks what the description says it holds."""
        return self.web.unreadable(web_request(self.channel, request, values))

    def elements(self, request: PortalList, values: Values, cancel: Cancel) -> Iterator[tuple[WebAnswer, Any]]:
        """Yield each element of a list, page after page, with the answer it came in."""
        asked, count = web_request(self.channel, request, values), 0
        for _ in range(_MOST_PAGES):
            answer, value = self.web.send_for_json(asked, cancel)
            found = at_place(value, request.elements)
            if not isinstance(found, list):
                raise self.web.unreadable(asked)
            for element in found:
                count += 1
                if count > MOST_ELEMENTS:
                    return
                yield answer, element
            following = word(value, request.next_page, 4_000) if request.next_page else None
            if following is None or not found:
                return
            asked = replace(asked, url=urljoin(asked.url, following))

    def _followed(
        self,
        requests: Sequence[PortalRequest],
        values: Values,
        files: Sequence[Attachment],
        cancel: Cancel,
        sent_bytes: SentBytes = ignore,
    ) -> dict[str, Any]:
        known = dict(values)
        for request in requests:
            asked = web_request(self.channel, request, known, files)
            known = self._sent(request, asked, known, cancel, sent_bytes if _carries_file(asked) else ignore)
        return known

    def _sent(
        self,
        request: PortalRequest,
        asked: WebRequest,
        values: Mapping[str, Any],
        cancel: Cancel,
        sent_bytes: SentBytes,
    ) -> dict[str, Any]:
        answer = self.web.send(asked, cancel, sent_bytes)
        value = self.web.json(asked, answer) if must_be_json(request, answer, changes=asked.changes) else None
        found = kept(request, answer, value)
        if found is None:
            raise self.web.unreadable(asked)
        return {**values, **found}


def _carries_file(request: WebRequest) -> bool:
    return request.body is not None and request.body.holds_files
