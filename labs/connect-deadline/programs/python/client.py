"""Connects before a deadline, or gives up: `client.py host port milliseconds|never`."""

import errno
import os
import select
import socket
import sys
import time

host, port, deadline = sys.argv[1:]
address = (socket.gethostbyname(host), int(port))


def connect_before(endpoint, deadline_ms):
    """0 or an errno; ETIMEDOUT when the deadline passed."""
    endpoint.setblocking(False)
    error = endpoint.connect_ex(address)
    if error != errno.EINPROGRESS:
        return error
    poll = select.poll()
    poll.register(endpoint, select.POLLOUT)
    if not poll.poll(deadline_ms):
        return errno.ETIMEDOUT
    return endpoint.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)  # writable also means failed


outcomes = {0: "connected", errno.ETIMEDOUT: "gave up", errno.ECONNREFUSED: "refused"}
started = time.monotonic()
with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as endpoint:
    error = endpoint.connect_ex(address) if deadline == "never" else connect_before(endpoint, int(deadline))
print(f"{outcomes.get(error, os.strerror(error))} after {time.monotonic() - started:.3f} s")
