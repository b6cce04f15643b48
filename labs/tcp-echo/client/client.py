"""Sends bytes to an echo server and compares what comes back.

client.py HOST PORT all SIZE...      so many bytes and a half-close, each size on a connection of its own
client.py HOST PORT talk COUNT       a message, its echo, then the next message, all on one connection
client.py HOST PORT half-close SIZE  has a small receive buffer, and reads nothing before its own FIN is acknowledged
"""

import hashlib
import random
import socket
import sys
import threading
import time

PATIENCE_SECONDS = 3.0
SMALL_BUFFER_BYTES = 4096
MESSAGE_BYTES = 100
READ_BYTES = 65536
# The first byte of struct tcp_info, by include/net/tcp_states.h.
ESTABLISHED, FIN_WAIT_1 = 1, 4


def payload(size):
    return random.Random(size).randbytes(size)


def connect(server, receive_buffer=None):
    connection = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    if receive_buffer is not None:
        # Before connect(): the SYN announces the window.
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
    connection.settimeout(PATIENCE_SECONDS)
    try:
        connection.connect(server)
    except OSError as error:
        sys.exit(f"connect: {error}")
    return connection


def send_and_half_close(connection, data):
    try:
        connection.sendall(data)
        connection.shutdown(socket.SHUT_WR)
    except OSError:
        pass  # What is missing shows in what comes back.


def receive(connection, size):
    """Up to `size` bytes, or all until the end where `size` is None; and what cut them short, if anything."""
    received = bytearray()
    try:
        while size is None or len(received) < size:
            chunk = connection.recv(READ_BYTES if size is None else size - len(received))
            if not chunk:
                return bytes(received), None if size is None else "the server closed"
            received += chunk
        return bytes(received), None
    except socket.timeout:
        return bytes(received), f"nothing came for {PATIENCE_SECONDS:g} s"
    except OSError as error:
        return bytes(received), error.strerror


def report(what, sent, received, problem):
    """Whether all came back, and nothing else."""
    digest = hashlib.sha256(received).hexdigest()
    equal = problem is None and digest == hashlib.sha256(sent).hexdigest()
    if equal:
        print(f"{what}: echoed, SHA-256 {digest[:16]}", flush=True)
    else:
        wrong = next((i for i, pair in enumerate(zip(sent, received)) if pair[0] != pair[1]), None)
        details = [f"{len(received)} B came back"]
        details += [f"byte {wrong} is wrong"] if wrong is not None else []
        details += [problem] if problem is not None else []
        print(f"{what}: {', '.join(details)}", flush=True)
    return equal


def exchange(server, size):
    """Sends and reads at the same time, as both buffers are smaller than what there is to send."""
    data = payload(size)
    connection = connect(server)
    sender = threading.Thread(target=send_and_half_close, args=(connection, data), daemon=True)
    sender.start()
    received, problem = receive(connection, None)
    connection.close()
    report(f"{size} B", data, received, problem)
    return problem is None


def talk(server, count):
    sent = payload(count * MESSAGE_BYTES)
    connection = connect(server)
    received = b""
    for number in range(count):
        message = sent[number * MESSAGE_BYTES : (number + 1) * MESSAGE_BYTES]
        try:
            connection.sendall(message)
        except OSError as error:
            print(f"message {number + 1}: {error.strerror}", flush=True)
            return
        echo, problem = receive(connection, len(message))
        received += echo
        if not report(f"message {number + 1}", message, echo, problem):
            return
    connection.shutdown(socket.SHUT_WR)
    rest, problem = receive(connection, None)
    report(f"{len(sent)} B", sent, received + rest, problem)


def half_close(server, size):
    data = payload(size)
    connection = connect(server, SMALL_BUFFER_BYTES)
    send_and_half_close(connection, data)
    until = time.monotonic() + PATIENCE_SECONDS
    while tcp_state(connection) in (ESTABLISHED, FIN_WAIT_1) and time.monotonic() < until:
        time.sleep(0.005)
    received, problem = receive(connection, None)
    report(f"{size} B", data, received, problem)


def tcp_state(connection):
    return connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 1)[0]


def main():
    host, port, mode, *numbers = sys.argv[1:]
    server = (host, int(port))
    numbers = [int(number) for number in numbers]
    if mode == "all":
        for size in numbers:
            if not exchange(server, size):
                break
    elif mode == "talk":
        talk(server, numbers[0])
    elif mode == "half-close":
        half_close(server, numbers[0])


main()
