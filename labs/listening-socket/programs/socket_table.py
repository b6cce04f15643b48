"""The kernel's table of TCP sockets, as far as it concerns port 8080 of the server."""

import os
import socket
import sys

STATES = {
    1: "ESTABLISHED",
    2: "SYN_SENT",
    3: "SYN_RECV",
    4: "FIN_WAIT1",
    5: "FIN_WAIT2",
    6: "TIME_WAIT",
    7: "CLOSE",
    8: "CLOSE_WAIT",
    9: "LAST_ACK",
    10: "LISTEN",
    11: "CLOSING",
}
PORT = 8080


def descriptors_by_inode():
    """Which of this process's file descriptors is which socket."""
    found = {}
    for descriptor in os.listdir("/proc/self/fd"):
        try:
            target = os.readlink(f"/proc/self/fd/{descriptor}")
        except FileNotFoundError:
            continue  # the one that listed the folder
        if target.startswith("socket:["):
            found[int(target[len("socket:[") : -1])] = int(descriptor)
    return found


def endpoint(text, names):
    """`0301000A:1F90`, an address in the machine's byte order, as `server:8080`."""
    address, port = text.split(":")
    quad = socket.inet_ntoa(int(address, 16).to_bytes(4, sys.byteorder))
    return f"{names.get(quad, quad)}:{int(port, 16)}"


def print_table(title):
    names = {socket.gethostbyname(name): name for name in ("ann", "ben", "server")} | {"0.0.0.0": "any"}
    descriptors = descriptors_by_inode()
    print(f"-- {title}")
    with open("/proc/net/tcp") as table:
        sockets = [line.split() for line in table][1:]
    rows = []
    for _, local, remote, state, queues, _, _, _, _, inode, *_ in sockets:
        ends = [endpoint(local, names), endpoint(remote, names)]
        if not any(end.endswith(f":{PORT}") for end in ends):
            continue
        state = STATES[int(state, 16)]
        descriptor = descriptors.get(int(inode))
        owner = "no fd" if descriptor is None else f"fd {descriptor}"
        waiting = int(queues.split(":")[1], 16)
        what = "to accept" if state == "LISTEN" else "to read"
        rows.append(f"{ends[0]} {ends[1]} {state}, {owner}, {waiting} {what}")
    print(*sorted(rows), sep="\n", flush=True)
