"""Sleeps until it is woken, then reads all that the socket has kept: receive.py PORT WAKE_PORT RCVBUF"""
import socket
import sys


def bound_to(port):
    one = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    one.bind(("", port))
    return one


port, wake_port, receive_buffer = map(int, sys.argv[1:])
alarm = bound_to(wake_port)
server = bound_to(port)
server.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
print(f"buffer: {server.getsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF)} bytes", flush=True)
alarm.recv(100)

server.setblocking(False)
numbers = []
try:
    while True:
        numbers.append(int(server.recv(2048).split()[0]))
except BlockingIOError:
    pass
print(f"kept: {len(numbers)}")
print(f"numbers: {numbers[0]} to {numbers[-1]}")
