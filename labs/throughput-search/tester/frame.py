"""A test frame: number and time of sending in a UDP datagram, which has room in the smallest Ethernet frame."""

import struct

TEST_PORT = 9000
CONTROL_PORT = 9001

FRAME = struct.Struct("!IQ")
# An Ethernet frame's header and checksum, which RFC 2544 counts and an IP link doesn't.
ETHERNET_BYTES = 14 + 4
HEADER_BYTES = ETHERNET_BYTES + 20 + 8
