/**
 * What the emulator knows of one frame, all in numbers, so that one record can be filled again and
 * again without making garbage.
 */

export const Layer = {
  /** Not IP, and nothing that the kernel's housekeeping sends. */
  other: 0,
  /** ARP, IGMP, and ICMPv6's neighbour, router and listener discovery. */
  housekeeping: 1,
  ipv4: 2,
  ipv6: 3,
} as const;

export const Protocol = { icmp: 1, igmp: 2, tcp: 6, udp: 17, icmpv6: 58 } as const;

export const TcpFlag = { fin: 0x01, syn: 0x02, rst: 0x04, psh: 0x08, ack: 0x10 } as const;

export class Packet {
  layer: number = Layer.other;
  /** Of the Ethernet header. */
  etherType = 0;
  frameLength = 0;
  /** Bytes from the IP header on, as far as the frame really holds them. */
  ipLength = 0;
  /** Transport protocol, behind IPv6's extension headers; of a later fragment too. */
  protocol = 0;
  /** Where addresses stand in the frame, and how long each is: 4 or 16, 0 when there are none. */
  sourceOffset = 0;
  destinationOffset = 0;
  addressLength = 0;
  /** Any piece of a fragmented packet, the first included. */
  isFragment = false;
  /** 0 for the first fragment and for whole packets. */
  fragmentOffset = 0;
  fragmentId = 0;
  /** Ports and ICMP fields below are the packet's own, or were learnt from its first fragment. */
  isFlowKnown = false;
  /** Where the transport header (or a later fragment's data) starts; 0 when there is none. */
  transportOffset = 0;
  transportLength = 0;
  /** The transport header was there in full and could be read. */
  hasTransportHeader = false;
  /** Where the checksum of the transport stands in the frame; 0: it has none here. */
  checksumOffset = 0;
  payloadOffset = 0;
  payloadLength = 0;
  sourcePort = 0;
  destinationPort = 0;
  tcpFlags = 0;
  tcpSequence = 0;
  tcpAcknowledgement = 0;
  icmpType = 0;
  icmpCode = 0;
  /** Of echo requests and replies. */
  icmpIdentifier = 0;

  reset(frameLength: number): void {
    this.layer = Layer.other;
    this.etherType = 0;
    this.frameLength = frameLength;
    this.ipLength = 0;
    this.protocol = 0;
    this.sourceOffset = 0;
    this.destinationOffset = 0;
    this.addressLength = 0;
    this.isFragment = false;
    this.fragmentOffset = 0;
    this.fragmentId = 0;
    this.isFlowKnown = false;
    this.transportOffset = 0;
    this.transportLength = 0;
    this.hasTransportHeader = false;
    this.checksumOffset = 0;
    this.payloadOffset = 0;
    this.payloadLength = 0;
    this.sourcePort = 0;
    this.destinationPort = 0;
    this.tcpFlags = 0;
    this.tcpSequence = 0;
    this.tcpAcknowledgement = 0;
    this.icmpType = 0;
    this.icmpCode = 0;
    this.icmpIdentifier = 0;
  }
}
