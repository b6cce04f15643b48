"""Tells each client the address that it sees: `server.py SOCKET...`.

A socket is `any` (IPv6, IPv4 as well), `v6only` or `v4`; all listen on port 8080, opened in this order.
"""

import errno
import select
import socket
import sys


def listen(kind):
    listener = socket.socket(socket.AF_INET if kind == "v4" else socket.AF_INET6)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if kind != "v4":
        listener.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, kind == "v6only")
    try:
        listener.bind(("0.0.0.0" if kind == "v4" else "::", 8080))
        listener.listen()
    except OSError as error:
        print(f"{kind}: {errno.errorcode[error.errno]}", flush=True)
        return None
    print(f"{kind}: listening", flush=True)
    return listener


listeners = [listener for listener in map(listen, sys.argv[1:]) if listener]
poll = select.poll()
for listener in listeners:
    poll.register(listener, select.POLLIN)
print("ready", flush=True)
while True:
    for descriptor, _ in poll.poll():
        (listener,) = (one for one in listeners if one.fileno() == descriptor)
        connected, peer = listener.accept()
        with connected:
            connected.sendall(f"{listener.family.name} {peer[0]}".encode())
