"""Sends numbered datagrams at its own rate, whatever comes back: flood.py HOST PORT COUNT SIZE PER_SECOND"""
import select
import socket
import sys
import time

LAST_ANSWERS_S = 0.2


def answers_until(client, due):
    """Reads answers until then. How many came."""
    answers = 0
    while select.select([client], [], [], max(0, due - time.monotonic()))[0]:
        client.recv(100)
        answers += 1
    return answers


host = sys.argv[1]
port, count, size, per_second = map(int, sys.argv[2:])
answers = 0
with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client:
    client.connect((host, port))
    started_at = time.monotonic()
    for number in range(count):
        answers += answers_until(client, started_at + number / per_second)
        client.send(f"{number} ".encode().ljust(size, b"."))
    answers += answers_until(client, time.monotonic() + LAST_ANSWERS_S)
print(f"sent {count}, answered {answers}")
