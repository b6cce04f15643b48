"""Several clients of one server in one program, so that the order of what they do is fixed.

clients.py HOST PORT idle COUNT  so many connect and say nothing, then another one is active, then the idle ones speak
clients.py HOST PORT half        one stops in the middle of a line while another one is served
clients.py HOST PORT reset       one vanishes; one that came before and one that comes after are served
"""

import socket
import struct
import sys
import time

PATIENCE_SECONDS = 2.0
ACTIVE_LINES = 5


class Client:
    def __init__(self, server):
        self.connection = socket.create_connection(server, timeout=PATIENCE_SECONDS)
        self.received = b""

    def send(self, text):
        try:
            self.connection.sendall(text.encode())
        except OSError:
            pass  # The answer will be missing.

    def answer(self):
        """The next line; without its newline, and None if none comes."""
        try:
            while b"\n" not in self.received:
                chunk = self.connection.recv(4096)
                if not chunk:
                    return None
                self.received += chunk
        except OSError:
            return None
        line, _, self.received = self.received.partition(b"\n")
        return line.decode(errors="replace")

    def ask(self, line):
        self.send(line + "\n")
        return self.answer()

    def is_answered(self, line):
        return self.ask(line) == line.upper()

    def reset(self):
        """Closes by a RST, as a host does that knows nothing of the connection any more."""
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()

    def ends(self):
        """Whether the server's FIN follows ours."""
        try:
            self.connection.shutdown(socket.SHUT_WR)
            return self.connection.recv(1) == b""
        except OSError:
            return False


def count_until_failure(results):
    """How many held, up to the first that didn't: each of those costs the whole patience."""
    count = 0
    for held in results:
        if not held:
            break
        count += 1
    return count


def report(what):
    print(what, flush=True)


def say_closed(clients):
    report(f"closed: {count_until_failure(client.ends() for client in clients)} of {len(clients)}")


def say_answered(name, client, count):
    slowest_seconds = 0.0
    answered = 0
    for number in range(1, count + 1):
        started = time.monotonic()
        if not client.is_answered(f"{name} {number}"):
            break
        answered += 1
        slowest_seconds = max(slowest_seconds, time.monotonic() - started)
    slowest = f", the slowest after {1000 * slowest_seconds:.1f} ms" if answered > 0 else ""
    report(f"{name}: {answered} of {count} lines answered{slowest}")
    return answered == count


def idle(server, count):
    idle_clients = [Client(server) for _ in range(count)]
    active = Client(server)
    was_served = say_answered("active", active, ACTIVE_LINES)
    if not was_served and count > 1:
        return  # The rest would only be more waiting.
    spoke = count_until_failure(
        client.is_answered(f"idle {number}") for number, client in enumerate(idle_clients, 1)
    )
    report(f"idle: {spoke} of {count} answered")
    say_closed([*idle_clients, active])
    if not was_served and active.answer() is not None:
        report("active: answered after the idle client had gone")


def half(server):
    first = Client(server)
    first.send("half a ")
    other = Client(server)
    say_answered("other", other, 3)
    report(f"first: {first.ask('line')}")
    say_closed([first, other])


def reset(server):
    before = Client(server)
    vanishing = Client(server)
    vanishing.ask("hello")
    vanishing.send("never finished")
    vanishing.reset()
    report(f"before: {'answered' if before.is_answered('before') else 'not answered'}")
    report(f"after: {'answered' if Client(server).is_answered('after') else 'not answered'}")


def main():
    host, port, mode, *numbers = sys.argv[1:]
    server = (host, int(port))
    try:
        {"idle": idle, "half": half, "reset": reset}[mode](server, *(int(number) for number in numbers))
    except OSError as error:
        sys.exit(f"connect: {error}")


main()
