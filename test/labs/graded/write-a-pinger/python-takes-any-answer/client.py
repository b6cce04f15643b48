"""A pinger over UDP: client.py HOST PORT TIMEOUT_MS"""
import socket
import sys
import time

REQUESTS = 10


def ping(client, number, timeout_s):
    """Sends one request. The round trip in seconds, or None if no answer came in time."""
    request = b"ping %d" % number
    sent_at = time.monotonic()
    deadline = sent_at + timeout_s
    client.send(request)
    while True:
        remaining_s = deadline - time.monotonic()
        if remaining_s <= 0:
            return None
        client.settimeout(remaining_s)
        try:
            answer = client.recv(2048)
        except (TimeoutError, ConnectionRefusedError):
            continue  # the deadline decides
        received_at = time.monotonic()
        if answer:
            return received_at - sent_at if received_at <= deadline else None
        # The answer to an earlier request, late or a second time: go on waiting.


def main():
    host, port, timeout_ms = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    round_trips_ms = []
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client:
        client.connect((host, port))
        for number in range(1, REQUESTS + 1):
            round_trip_s = ping(client, number, timeout_ms / 1000)
            if round_trip_s is None:
                print(f"ping {number}: lost")
            else:
                round_trips_ms.append(round_trip_s * 1000)
                print(f"ping {number}: {round_trip_s * 1000:.1f} ms")
    received = len(round_trips_ms)
    lost = REQUESTS - received
    print(f"sent {REQUESTS}, received {received}, lost {lost}, loss {100 * lost // REQUESTS} %")
    if received == 0:
        print("rtt none")
    else:
        average_ms = sum(round_trips_ms) / received
        print(f"rtt min/avg/max {min(round_trips_ms):.1f}/{average_ms:.1f}/{max(round_trips_ms):.1f} ms")


main()
