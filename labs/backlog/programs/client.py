"""Opens connections and holds them until the server closes the first: `client.py server count how`.

How: `in-turn`, each given 600 ms; `patient`, each given all the time it needs; `at-once`, all in one second.
"""

import select
import socket
import sys
import time

server, count, how = sys.argv[1], int(sys.argv[2]), sys.argv[3]
address = (socket.gethostbyname(server), 8080)


def open_in_turn(timeout_s):
    connected = []
    for number in range(1, count + 1):
        started = time.monotonic()
        try:
            connected.append(socket.create_connection(address, timeout_s))
            print(f"number {number}: connected after {time.monotonic() - started:.3f} s", flush=True)
        except TimeoutError:
            print(f"number {number}: no answer", flush=True)
    return connected


def open_at_once():
    poll = select.poll()
    opening = {}
    for _ in range(count):
        one = socket.socket()
        one.setblocking(False)
        one.connect_ex(address)
        opening[one.fileno()] = one
        poll.register(one, select.POLLOUT)
    connected = []
    ends = time.monotonic() + 1
    while opening and time.monotonic() < ends:
        for descriptor, _ in poll.poll(100):
            poll.unregister(descriptor)
            connected.append(opening.pop(descriptor))
    return connected


if how == "at-once":
    connections = open_at_once()
else:
    connections = open_in_turn(0.6 if how == "in-turn" else None)
print(f"connected: {len(connections)} of {count}", flush=True)
connections[0].setblocking(True)
connections[0].recv(1)
