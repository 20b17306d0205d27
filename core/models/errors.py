"""How a model fails, each by a name of its own; what came before a failure is never lost."""

from __future__ import annotations

from hopyard.core.errors import HopyardError


class ModelError(HopyardError):
    """The root of all errors of models. `again` says whether the same request may succeed later."""

    again = False

    def __init__(self, message: str, next_step: str = "", *, retry_after_s: float | None = None) -> None:
        """`retry_after_s` is how long the server asks to wait, in seconds; None where it does not say."""
        super().__init__(message, next_step)
        self.retry_after_s = retry_after_s


class KeyMissing(ModelError):
    """No key was found where the configuration says it is."""


class KeyRejected(ModelError):
    """The server refused the key, or what the key may do."""


class RequestRefused(ModelError):
    """The server will not serve this request at all: too long, malformed, an unknown model, no credit."""


class RateLimited(ModelError):
    """The server asks to wait; `retry_after_s` is how long, or None where it does not say."""

    again = True


class Overloaded(ModelError):
    """The server has failed or is overloaded (5xx, 529, or an error in mid-stream)."""

    again = True


class Unreachable(ModelError):
    """No connection, or one that broke before anything came."""

    again = True


class CutOff(ModelError):
    """The stream broke off, stalled or ended without its end; what came before it stands."""

    again = True


class BadStream(ModelError):
    """The server sent what is no reply of a model."""


class NotSent(ModelError):
    """Our own rules forbid it: the person did not allow it to leave the machine."""
