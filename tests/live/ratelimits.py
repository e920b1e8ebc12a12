"""Discord's rate limits: the bot as a whole, each route of a channel, and the ban behind them."""

import hashlib
import math
import re
from collections import deque
from collections.abc import Callable

from tests.live.refusals import ApiError

GLOBAL_A_SECOND = 50
INVALID_IN_TEN_MINUTES = 10_000

# route (method, path pattern with the major parameter), how many, in how many seconds
_ROUTES = [
    ("POST", re.compile(r"/channels/(\d+)/messages"), 5, 5.0),
    ("PATCH", re.compile(r"/channels/(\d+)/messages/\d+"), 5, 5.0),
    ("POST", re.compile(r"/webhooks/(\d+/[^/]+)"), 5, 2.0),
    ("PATCH", re.compile(r"/webhooks/(\d+/[^/]+)/messages/[^/]+"), 5, 2.0),
    ("PUT", re.compile(r"/channels/(\d+)/messages/pins/\d+"), 5, 5.0),
]
_EXEMPT = re.compile(r"/(interactions|webhooks)/.*")


class RateLimits:
    """Counts requests on the server's clock and refuses those that come too fast."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._buckets: dict[str, deque[float]] = {}
        self._global: deque[float] = deque()
        self._invalid: deque[float] = deque()
        self.invalid_limit = INVALID_IN_TEN_MINUTES

    @property
    def invalid_requests(self) -> int:
        """How many 401, 403 and 429 were given in the last ten minutes."""
        _forget(self._invalid, self._clock() - 600)
        return len(self._invalid)

    def note_answer(self, status: int) -> None:
        if status in {401, 403, 429}:
            self._invalid.append(self._clock())

    def admit(self, method: str, path: str) -> dict[str, str]:
        """Let a request through with its rate-limit headers, or raise its 429."""
        now = self._clock()
        if self.invalid_requests >= self.invalid_limit:
            # The ban comes from the network in front of Discord: no JSON and no `Via`.
            raise ApiError(429, "<html>error code: 1015</html>")
        if not _EXEMPT.fullmatch(path):
            _forget(self._global, now - 1.0)
            if len(self._global) >= GLOBAL_A_SECOND:
                raise too_fast(self._global[0] + 1.0 - now, is_global=True, headers={})
            self._global.append(now)
        for number, (route_method, pattern, most, seconds) in enumerate(_ROUTES):
            found = pattern.fullmatch(path) if method == route_method else None
            if found:
                return self._count(number, found[1], most, seconds)
        return {}

    def _count(self, number: int, major: str, most: int, seconds: float) -> dict[str, str]:
        now = self._clock()
        used = self._buckets.setdefault(f"{number}:{major}", deque())
        # A window opens with its first request and ends as a whole.
        if used and now >= used[0] + seconds:
            used.clear()
        refused = len(used) >= most
        if not refused:
            used.append(now)
        reset_after = max(0.0, used[0] + seconds - now)
        headers = {
            "X-RateLimit-Bucket": hashlib.sha256(str(number).encode()).hexdigest()[:32],
            "X-RateLimit-Limit": str(most),
            "X-RateLimit-Remaining": str(most - len(used)),
            "X-RateLimit-Reset": f"{now + reset_after:.3f}",
            "X-RateLimit-Reset-After": f"{reset_after:.3f}",
        }
        if refused:
            raise too_fast(reset_after, is_global=False, headers=headers)
        return headers


def too_fast(retry_after: float, *, is_global: bool, headers: dict[str, str]) -> ApiError:
    """Make a 429 as Discord words it; `retry_after` in seconds."""
    body = {
        "message": "You are being rate limited.",
        # Rounded up: whoever waits exactly so long is let in.
        "retry_after": math.ceil(retry_after * 1000) / 1000,
        "global": is_global,
    }
    scope = {"X-RateLimit-Scope": "global" if is_global else "user"}
    if is_global:
        scope["X-RateLimit-Global"] = "true"
    # discord.py takes a 429 without `Via` for the ban, and gives up.
    waiting = {"Retry-After": str(int(retry_after) + 1), "Via": "1.1 google"}
    return ApiError(429, body, headers | scope | waiting)


def _forget(times: deque[float], before: float) -> None:
    while times and times[0] <= before:
        times.popleft()
