"""Two nodes, a and b, and between them a wire namespace with netem as Wirelab sets it up; run in a kernel that has it.

Reads one JSON object from standard input, does what its steps say, and writes another to standard output. Times are
the kernel's: a packet's own time when it was sent, and the time stamp that its receiver's kernel gave it.
"""

import ctypes
import json
import os
import select
import socket
import struct
import subprocess
import sys
import time

libc = ctypes.CDLL(None, use_errno=True)
ADDRESS = {"a": "10.9.0.1", "b": "10.9.0.2"}
MAC = {"a": "02:00:00:00:00:0a", "b": "02:00:00:00:00:0b"}
PORT = 7000
SO_RCVBUFFORCE = 33
SO_TIMESTAMPNS = 35


def batch(tool, lines, namespace=None):
    where = [] if namespace is None else ["-n", namespace]
    text = "".join(line + "\n" for line in lines)
    done = subprocess.run([tool, *where, "-batch", "-"], input=text, text=True, capture_output=True)
    if done.returncode != 0:
        sys.exit(f"{tool}: {done.stderr}")


def build(segments):
    one = "" if segments else "gso_max_segs 1"
    batch("ip", [f"netns add {name}" for name in ("a", "b", "w")])
    for name in ("a", "b", "w"):
        within(name, without_ipv6)
    batch("ip", [
        f"link add eth0 netns {node} {one} type veth peer name l0e{end} {one} netns w"
        for end, node in enumerate(ADDRESS)
    ])
    for node, other in (("a", "b"), ("b", "a")):
        batch("ip", [
            "link set dev lo up",
            f"link set dev eth0 address {MAC[node]} up",
            f"addr add {ADDRESS[node]}/24 dev eth0",
            f"neigh replace {ADDRESS[other]} lladdr {MAC[other]} dev eth0 nud permanent",
        ], node)


def within(name, action):
    with open(f"/run/netns/{name}") as file, open("/proc/self/ns/net") as own:
        libc.setns(file.fileno(), 0)
        result = action()
        libc.setns(own.fileno(), 0)
    return result


def in_namespace(name, kind):
    return within(name, lambda: socket.socket(socket.AF_INET, kind))


def without_ipv6():
    for which in ("all", "default"):
        with open(f"/proc/sys/net/ipv6/conf/{which}/disable_ipv6", "w") as file:
            file.write("1")


def datagrams(step):
    """Sends datagrams from one node to the other, and notes each that arrives."""
    sender, receiver = step["from"], step["to"]
    source, sink = in_namespace(sender, socket.SOCK_DGRAM), in_namespace(receiver, socket.SOCK_DGRAM)
    sink.setsockopt(socket.SOL_SOCKET, SO_RCVBUFFORCE, 1 << 26)
    sink.setsockopt(socket.SOL_SOCKET, SO_TIMESTAMPNS, 1)
    sink.bind((ADDRESS[receiver], PORT))
    sink.setblocking(False)
    arrivals = []

    def drain():
        while True:
            try:
                data, ancillary, _, _ = sink.recvmsg(2048, 64)
            except BlockingIOError:
                return
            seconds, nanoseconds = struct.unpack("qq", ancillary[0][2][:16])
            number, sent = struct.unpack("!Iq", data[:12])
            arrivals.append([number, (seconds * 10**9 + nanoseconds - sent) / 1e6, (seconds * 10**9 + nanoseconds) / 1e6])

    padding = bytes(step.get("payload", 100) - 12)
    next_at = time.monotonic()
    for number in range(step["count"]):
        source.sendto(struct.pack("!Iq", number, time.time_ns()) + padding, (ADDRESS[receiver], PORT))
        drain()
        next_at += step.get("gapMs", 0) / 1000
        while time.monotonic() < next_at:
            pass
    end = time.monotonic() + step.get("waitMs", 300) / 1000
    while time.monotonic() < end:
        select.select([sink], [], [], max(0, end - time.monotonic()))
        drain()
    return arrivals


def stream(step):
    """Sends bytes over TCP from a to b."""
    listener, caller = in_namespace("b", socket.SOCK_STREAM), in_namespace("a", socket.SOCK_STREAM)
    listener.bind((ADDRESS["b"], PORT))
    listener.listen()
    caller.connect((ADDRESS["b"], PORT))
    taker, _ = listener.accept()
    taker.setblocking(False)
    caller.setblocking(False)
    left, got = step["bytes"], 0
    while got < step["bytes"]:
        readable, writable, _ = select.select([taker], [caller] if left else [], [], 20)
        if readable:
            got += len(taker.recv(1 << 20))
        if writable:
            left -= caller.send(bytes(min(left, 1 << 16)))
    return got


def show(_):
    questions = "qdisc show\nactions list action mirred\nactions list action gact\n"
    command = ["tc", "-n", "w", "-s", "-j", "-batch", "-"]
    done = subprocess.run(command, input=questions, text=True, capture_output=True)
    return [line for line in done.stdout.split("\n") if line]


def neighbour(_):
    """Resolves b's address from a over the wire."""
    batch("ip", [f"neigh del {ADDRESS['b']} dev eth0"], "a")
    in_namespace("a", socket.SOCK_DGRAM).sendto(b"x", (ADDRESS["b"], PORT))
    end = time.monotonic() + 10
    while time.monotonic() < end:
        text = subprocess.run(["ip", "-n", "a", "neigh", "show", ADDRESS["b"]], capture_output=True, text=True).stdout
        if "lladdr" in text:
            return True
        select.select([], [], [], 0.05)
    return False


ACTIONS = {
    "ip": lambda step: batch("ip", step["lines"], "w"),
    "tc": lambda step: batch("tc", step["lines"], "w"),
    "datagrams": datagrams,
    "stream": stream,
    "show": show,
    "neighbour": neighbour,
}

task = json.load(sys.stdin)
build(task.get("segments", False))
try:
    answers = [ACTIONS[step["do"]](step) for step in task["steps"]]
finally:
    batch("ip", [f"netns del {name}" for name in ("a", "b", "w")])
json.dump(answers, sys.stdout)
