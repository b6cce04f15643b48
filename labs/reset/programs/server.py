"""Meets a client that is gone: `server.py write|read [sigpipe]`."""

import errno
import select
import signal
import socket
import sys
import time

if "sigpipe" in sys.argv:
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)  # as in C; Python ignores the signal otherwise


def attempt(what, call):
    try:
        result = call()
        print(f"{what}: {len(result) if isinstance(result, bytes) else result} B", flush=True)
    except OSError as error:
        print(f"{what}: {errno.errorcode[error.errno]}", flush=True)


def wait_for_reset(connected, limit_s, sent_at):
    """A reset connection hangs up; one that the other side has merely closed doesn't."""
    poll = select.poll()
    poll.register(connected, 0)
    came = poll.poll(limit_s * 1000)
    print(f"reset after: {time.monotonic() - sent_at:.3f} s" if came else "no reset", flush=True)


with socket.create_server(("", 8080)) as listener:
    connected, _ = listener.accept()
    with connected:
        if sys.argv[1] == "read":
            sent_at = time.monotonic()
            connected.sendall(b"welcome")
            wait_for_reset(connected, 5, sent_at)
            attempt("read", lambda: connected.recv(100))
        else:
            attempt("read", lambda: connected.recv(100))  # 0 bytes: the client's FIN
            sent_at = time.monotonic()
            attempt("write 1", lambda: connected.send(b"one"))
            wait_for_reset(connected, 1, sent_at)
            attempt("write 2", lambda: connected.send(b"two"))
print("still here")
