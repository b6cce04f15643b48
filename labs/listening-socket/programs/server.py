"""One listener, three connections, and the kernel's socket table after each step: server.py SCRIPT"""

import socket
import sys

from socket_table import PORT, print_table


class Clients:
    """Two nodes that do one thing at a time, and say when it is done."""

    def __init__(self, names):
        self.control = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.control.bind(("", 9000))
        self.names = names
        self.addresses = {}

    def wait_for_all(self):
        while len(self.addresses) < len(self.names):
            greeting, address = self.control.recvfrom(100)
            self.addresses[greeting.decode().split()[1]] = address

    def ask(self, name, command):
        self.control.sendto(command.encode(), self.addresses[name])
        return self.control.recv(100).decode()

    def dismiss(self):
        for address in self.addresses.values():
            self.control.sendto(b"bye", address)


def tell(line):
    print(line, flush=True)


def connect_three():
    clients.ask("ann", "connect 40001")
    clients.ask("ann", "connect 40002")
    clients.ask("ben", "connect 40001")


def accept_three_in_turn():
    print_table("listening")
    connect_three()
    clients.ask("ann", "say 40001 hello")
    print_table("three have connected, none was accepted")
    first, _ = listener.accept()
    print_table("one was accepted")
    second, _ = listener.accept()
    third, _ = listener.accept()
    print_table("three were accepted")
    tell(f"fd {first.fileno()} read: {first.recv(100).decode()}")
    for number, connected in enumerate((first, second, third), start=1):
        connected.sendall(f"welcome {number}".encode())
    for name, port in (("ann", 40001), ("ann", 40002), ("ben", 40001)):
        tell(f"{name}:{port} heard: {clients.ask(name, f'hear {port}')}")
    return [first, second, third]


def end_conversations():
    connect_three()
    first, second, third = (listener.accept()[0] for _ in range(3))
    clients.ask("ann", "close 40001")
    print_table("the client has closed ann:40001")
    first.close()
    clients.ask("ann", "table the server has closed ann:40001, too")
    print_table("the server has closed ann:40001, too")
    second.close()
    tell(f"ann:40002 heard: {clients.ask('ann', 'hear 40002')}")
    clients.ask("ann", "close 40002")
    clients.ask("ann", "table the server has closed ann:40002, then the client")
    print_table("the server has closed ann:40002, then the client")
    return [third]


def end_listening():
    connect_three()
    first, _ = listener.accept()
    listener.close()
    print_table("one was accepted, then the listener was closed")
    clients.ask("ann", "say 40001 still there?")
    first.sendall(b"yes: " + first.recv(100))
    tell(f"ann:40001 heard: {clients.ask('ann', 'hear 40001')}")
    tell(f"ann:40002 heard: {clients.ask('ann', 'hear 40002')}")
    tell(f"ben:40001 heard: {clients.ask('ben', 'hear 40001')}")
    tell(f"ben:40002 connects: {clients.ask('ben', 'connect 40002')}")
    return [first]


scripts = {"accept": accept_three_in_turn, "conversations": end_conversations, "listener": end_listening}
clients = Clients(["ann", "ben"])
listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
listener.bind(("", PORT))
listener.listen(5)
clients.wait_for_all()
still_open = scripts[sys.argv[1]]()
clients.dismiss()
for connected in still_open:
    connected.recv(100)
    connected.close()
