"""The connection to ElevenLabs, or to a server that speaks its format. The only module that imports its SDK.

The SDK takes over a second to import, so it is imported when a server is first called. Knows no persona.
"""

from __future__ import annotations

import base64
import threading
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, TypeVar, cast

from brain.errors import InvalidInput, ModelError
from brain.models.address import host, is_loopback
from brain.models.faults import Faults, explanation, seconds_to_wait
from brain.models.relay import Cancelled, OutOfTime, relay

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    import httpx
    from elevenlabs.client import ElevenLabs
    from elevenlabs.core.api_error import ApiError

    from brain.errors import PersonaForgeError

PUBLIC_URL: Final = "https://api.elevenlabs.io"

SAMPLE_RATE: Final = 24_000
"""Samples a second that are asked for: what every plan may have."""

OFFLINE: Final = "or go on with the preview voice, which needs no key and no network."

_FIRST_ERROR: Final = 400
_SPENT: Final = "quota_exceeded"
"""What the service says, with a status of 401, when a plan's credits are used up."""

Got = TypeVar("Got")


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """Encoded sound, and when each character of the text is heard; no times where the server gave none."""

    data: bytes
    characters: Sequence[str] = ()
    starts: Sequence[float] = ()
    ends: Sequence[float] = ()


class Server:
    """ElevenLabs behind one address. Times in seconds: to a connection, of silence, for a whole answer.

    Safe to use from several threads.
    """

    def __init__(
        self,
        *,
        api_key: str,
        base_url: str = "",
        connect_seconds: float = 5.0,
        silence_seconds: float = 30.0,
        total_seconds: float = 60.0,
    ) -> None:
        self._key = api_key.strip()
        self._url = (base_url or PUBLIC_URL).strip().rstrip("/").removesuffix("/v1")
        self._connect, self._silence, self._total = connect_seconds, silence_seconds, total_seconds
        self._made: ElevenLabs | None = None
        self._making = threading.Lock()

    @property
    def is_public(self) -> bool:
        """Whether this is ElevenLabs' own service."""
        return self._url == PUBLIC_URL

    @property
    def host(self) -> str:
        """Host and port."""
        return host(self._url)

    def faults(self, what: str) -> Faults:
        """The errors of one model, or of the list of voices."""
        return Faults(
            model=what,
            host=self.host,
            secret=self._key,
            key_variable="ELEVENLABS_API_KEY",
            url_variable="PERSONAFORGE_ELEVENLABS_BASE_URL",
            speaks="ElevenLabs' format",
            offline=OFFLINE,
        )

    def speak(
        self,
        voice_id: str,
        text: str,
        *,
        model: str,
        settings: Mapping[str, float | bool],
        cancelled: Callable[[], bool] = lambda: False,
    ) -> Heard:
        """The text in a voice. Raises InvalidInput for a voice that does not exist, and a ModelError."""
        faults = self.faults(model)

        def call(client: ElevenLabs) -> Heard:
            from elevenlabs.types.voice_settings import VoiceSettings

            said = client.text_to_speech.convert_with_timestamps(
                voice_id,
                text=text,
                model_id=model,
                output_format=f"pcm_{SAMPLE_RATE}",
                voice_settings=VoiceSettings(**settings),
                request_options={"max_retries": 0},
            )
            return _heard(said, faults)

        return self._asked(call, faults, voice_id=voice_id, cancelled=cancelled)

    def voices(self, text: str = "", *, page: str = "", size: int = 30) -> dict[str, Any]:
        """A page of voices as the JSON object it came as. Raises a ModelError."""
        faults = self.faults("the list of voices")

        def call(client: ElevenLabs) -> dict[str, Any]:
            found = client.voices.search(
                search=text or None,
                next_page_token=page or None,
                page_size=size,
                include_total_count=True,
                request_options={"max_retries": 0},
            )
            told = found.model_dump(warnings=False) if hasattr(found, "model_dump") else None
            if not isinstance(told, dict) or not isinstance(told.get("voices"), list):
                raise faults.garbled("It holds no list of voices.")
            return told

        return self._asked(call, faults)

    def _asked(
        self,
        call: Callable[[ElevenLabs], Got],
        faults: Faults,
        *,
        voice_id: str = "",
        cancelled: Callable[[], bool] = lambda: False,
    ) -> Got:
        client = self._client(faults)

        def source() -> Iterator[Got]:
            with _translated(faults, voice_id):
                yield call(client)

        # An answer that nobody waits for any more is left to its reading thread, which the silence limit ends.
        answers = relay(source, abort=lambda: None, cancelled=cancelled, seconds=self._total, is_last=lambda _: True)
        try:
            for answer in answers:
                return answer
        except Cancelled:
            raise faults.cancelled() from None
        except OutOfTime:
            raise faults.unreachable(f"The answer was not complete after {self._total:g} seconds.") from None
        raise faults.garbled("It was empty.")

    def _client(self, faults: Faults) -> ElevenLabs:
        """The SDK's client, made on first use."""
        with self._making:
            if self._made is None:
                self._made = self._make(faults)
            return self._made

    def _make(self, faults: Faults) -> ElevenLabs:
        if not self._key and self.is_public:
            raise faults.unauthorised("No key was given.")
        if not (self._key.isascii() and self._key.isprintable() and " " not in self._key):
            raise faults.unauthorised("It holds characters that no key has.")
        if not self._url.startswith(("http://", "https://")) or not self.host:
            raise faults.unreachable("The base URL is no http or https address.")
        import httpx
        from elevenlabs.client import ElevenLabs

        # A proxy cannot reach this machine's own servers, whatever the environment says.
        trusts = not is_loopback(self.host)
        # The SDK types its limit as a number of seconds and hands it to httpx as it is.
        limits = cast("float", httpx.Timeout(self._silence, connect=self._connect))
        return ElevenLabs(
            api_key=self._key or "unused",
            base_url=self._url,
            timeout=limits,
            httpx_client=httpx.Client(trust_env=trusts),
        )


@contextmanager
def _translated(faults: Faults, voice_id: str) -> Iterator[None]:
    """What goes wrong inside becomes an error of ours, without the request that led to it."""
    import httpx
    from elevenlabs.core.api_error import ApiError
    from elevenlabs.core.parse_error import ParsingError

    try:
        yield
    except ApiError as error:
        raise _status_fault(faults, error, voice_id) from None
    except ParsingError:
        raise faults.garbled("It does not have the shape of an answer.") from None
    except httpx.TimeoutException as error:
        raise faults.unreachable(_silence(error)) from None
    except (httpx.RemoteProtocolError, httpx.DecodingError):
        raise faults.garbled("It broke off before its end.") from None
    except httpx.HTTPError as error:
        raise faults.unreachable(f"The connection failed: {error}.") from None
    except (ValueError, TypeError):
        # The SDK unpacks whatever JSON came as if it were an object.
        raise faults.garbled("It does not have the shape of an answer.") from None


def _status_fault(faults: Faults, error: ApiError, voice_id: str) -> PersonaForgeError:
    status, said = error.status_code or 0, explanation(error.body)
    if status < _FIRST_ERROR:
        return faults.garbled("It is not JSON.")
    kind = _kind(error.body)
    if voice_id and kind in {"voice_not_found", "invalid_voice_id"}:
        return InvalidInput(
            f"ElevenLabs has no voice {voice_id!r}.", next_step="Choose one of its list, or the preview voice."
        )
    if kind == _SPENT:
        return ModelError(
            f"The credits at {faults.host} are used up.",
            why=faults.quote(said),
            next_step=f"Add credits with the provider, {faults.offline}",
        )
    return faults.status(status, said=said, retry_after=seconds_to_wait(error.headers or {}))


def _kind(body: object) -> str:
    detail = body.get("detail") if isinstance(body, dict) else None
    kind = detail.get("status") if isinstance(detail, dict) else None
    return kind if isinstance(kind, str) else ""


def _heard(said: object, faults: Faults) -> Heard:
    """The parts of an answer, each looked at: the SDK takes what it gets."""
    encoded = getattr(said, "audio_base_64", None)
    try:
        data = base64.b64decode(encoded, validate=True) if isinstance(encoded, str) else b""
    except ValueError:
        data = b""
    if not data:
        raise faults.garbled("It holds no sound.")
    times = getattr(said, "alignment", None)
    characters = getattr(times, "characters", None)
    starts, ends = (_numbers(getattr(times, f"character_{end}_times_seconds", None)) for end in ("start", "end"))
    if not (starts and ends and isinstance(characters, list) and all(isinstance(one, str) for one in characters)):
        return Heard(data=data)
    return Heard(data=data, characters=characters, starts=starts, ends=ends)


def _numbers(value: object) -> list[float]:
    """A list of numbers, or none where something else came."""
    found = value if isinstance(value, list) else []
    return [float(one) for one in found] if all(isinstance(one, int | float) for one in found) else []


def _silence(error: httpx.TimeoutException) -> str:
    if "Connect" in type(error).__name__:
        return "No connection came about in time."
    return "The server said nothing for too long."
