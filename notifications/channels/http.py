"""What all channels over HTTP share: one request in flight per client, and what each failure means."""

from __future__ import annotations

import json
import logging
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any, Protocol

import httpx

from notifications.channels.base import Refused, Unknown

_NO_ROUTE = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError)
_BUSY = frozenset({408, 425, 429})
_JSON = "application/json; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Request:
    url: str = field(repr=False)  # robots carry their key in it
    body: bytes = field(repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    content_type: str = _JSON
    method: str = "POST"


@dataclass(frozen=True, slots=True)
class Reply:
    """A 2xx answer; `data` is None where it is not JSON."""

    data: Any
    text: str

    def at(self, path: str) -> str | None:
        """The value at a dotted path such as `Response.SendStatusSet.0.Code`, as text."""
        value = self.data
        for step in path.split("."):
            if isinstance(value, dict):
                value = value.get(step)
            elif isinstance(value, list) and step.isdecimal() and int(step) < len(value):
                value = value[int(step)]
            else:
                return None
        return None if value is None else str(value)


class HttpOptions(Protocol):
    @property
    def ca_file(self) -> str | None: ...

    @property
    def proxy(self) -> Any: ...  # noqa: ANN401 - SecretStr | None, seen only by the client

    @property
    def connections(self) -> int: ...

    @property
    def timeout_seconds(self) -> float: ...


def tls_context(ca_file: str | None) -> ssl.SSLContext:
    """Made once per channel: loading the authorities costs more than a hundred requests."""
    context = httpx.create_ssl_context()
    if ca_file:
        context.load_verify_locations(ca_file)
    return context


class Line:
    """One client with one connection.

    Several lines beat one client with many requests in flight (encode/httpx#3215), and what is in
    doubt after a crash is one letter per line.
    """

    def __init__(self, options: HttpOptions, context: ssl.SSLContext) -> None:
        proxy = options.proxy.get_secret_value() if options.proxy else None
        self._client = httpx.AsyncClient(
            verify=context,
            proxy=proxy,
            timeout=options.timeout_seconds,
            trust_env=False,  # a proxy or password from the environment would be a hidden setting
            limits=httpx.Limits(max_connections=1),
        )

    async def send(self, request: Request, now: datetime) -> Reply | Refused | Unknown:
        headers = {"Content-Type": request.content_type, **request.headers}
        try:
            answer = await self._client.request(
                request.method, request.url, content=request.body, headers=headers
            )
        except _NO_ROUTE as error:
            return Refused(
                f"no connection to the provider ({type(error).__name__})", permanent=False
            )
        except (httpx.InvalidURL, httpx.UnsupportedProtocol):
            return Refused("the provider's address in the settings is not a URL", permanent=True)
        except httpx.HTTPError as error:
            return Unknown(f"no answer from the provider ({type(error).__name__})")
        return _read(answer, now)

    async def close(self) -> None:
        await self._client.aclose()


def _read(answer: httpx.Response, now: datetime) -> Reply | Refused | Unknown:
    status = answer.status_code
    if answer.is_success:
        try:
            return Reply(json.loads(answer.content), answer.text)
        except ValueError:
            return Reply(None, answer.text)
    reason = f"HTTP {status} {answer.text[:200]}"
    if status == httpx.codes.GATEWAY_TIMEOUT:
        return Unknown(reason)  # the gateway itself does not know what became of the request
    if status in _BUSY or answer.is_server_error:
        after = _retry_after(answer.headers.get("Retry-After", ""), now)
        return Refused(reason, permanent=False, retry_after=after)
    return Refused(reason, permanent=True)


def _retry_after(value: str, now: datetime) -> timedelta | None:
    if value.isdecimal():
        return timedelta(seconds=int(value[:6]))
    try:
        return max(parsedate_to_datetime(value) - now, timedelta(0))
    except (ValueError, TypeError):
        return None


class _HostOnly(logging.Filter):
    """httpx logs every URL it calls, and the robots' keys stand in theirs."""

    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.args, tuple):
            record.args = tuple(
                f"{arg.scheme}://{arg.host}" if isinstance(arg, httpx.URL) else arg
                for arg in record.args
            )
        return True


logging.getLogger("httpx").addFilter(_HostOnly())
