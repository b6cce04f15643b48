"""Keeps TCP's retransmission time-out by RFC 6298, for events that a peer tells one by one.

usage: rto.py HOST PORT TIMEOUT_MS
"""

import socket
import sys

ALPHA = 1 / 8
BETA = 1 / 4
K = 4
GRANULARITY_MS = 50
INITIAL_MS = 1000
MIN_MS = 1000
MAX_MS = 60_000
MAX_ATTEMPTS = 5


class Estimator:
    def __init__(self) -> None:
        self.srtt_ms: float | None = None
        self.rttvar_ms = 0.0
        self.rto_ms: float = INITIAL_MS

    def sample(self, rtt_ms: float) -> None:
        if self.srtt_ms is None:
            self.srtt_ms = rtt_ms
            self.rttvar_ms = rtt_ms / 2
        else:
            # In this order: RTTVAR is about the deviation from the old SRTT.
            self.rttvar_ms = (1 - BETA) * self.rttvar_ms + BETA * abs(self.srtt_ms - rtt_ms)
            self.srtt_ms = (1 - ALPHA) * self.srtt_ms + ALPHA * rtt_ms
        wanted_ms = self.srtt_ms + max(GRANULARITY_MS, K * self.rttvar_ms)
        self.rto_ms = min(max(wanted_ms, MIN_MS), MAX_MS)

    def back_off(self) -> None:
        self.rto_ms = min(2 * self.rto_ms, MAX_MS)

    def __str__(self) -> str:
        if self.srtt_ms is None:
            return f"srtt=- rttvar=- rto={self.rto_ms:.1f}"
        return f"srtt={self.srtt_ms:.1f} rttvar={self.rttvar_ms:.1f} rto={self.rto_ms:.1f}"


def ask(sock: socket.socket, number: int) -> list[str] | None:
    """Returns the event's words; None: nobody answers. Answers to earlier requests are late or copies."""
    for _ in range(MAX_ATTEMPTS):
        sock.send(f"NEXT {number}".encode())
        try:
            while True:
                answered, *event = sock.recv(2048).decode().split()
                if answered == str(number):
                    return event
        except TimeoutError:
            pass
    return None


def main() -> int:
    host, port, timeout_ms = sys.argv[1:]
    estimator = Estimator()
    number = 1
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.connect((host, int(port)))
        sock.settimeout(int(timeout_ms) / 1000)
        while (event := ask(sock, number)) != ["end"]:
            match event:
                case None:
                    print("gave up")
                    return 1
                case ["sample" | "ambiguous", rtt_ms]:
                    estimator.sample(float(rtt_ms))
                case ["expired"]:
                    estimator.back_off()
                case ["ambiguous", _]:
                    pass  # Karn: which of the two transmissions was acknowledged?
            print(number, estimator)
            number += 1
    return 0


sys.exit(main())
