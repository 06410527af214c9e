"""Reports who speaks for which address on the switches of a laboratory, one line for each frame.

    capture.py

Runs in the network namespace of the switches. A frame is seen where it comes in from a host, so the switch port names
the host whatever MAC address the frame has. Lines: time (ms since 1970, of the kernel), switch port, kind, address, MAC
address, peer (of TCP with ports, sequence number and flags, which tell a frame that is seen twice). The first line is `ready`; at the end of its input it prints `dropped N`, the frames that it has missed.
"""

import select
import socket
import struct
import sys

ETH_P_ALL = 3
SOL_PACKET, PACKET_STATISTICS, PACKET_IGNORE_OUTGOING = 263, 6, 23
SO_TIMESTAMPNS, SO_RCVBUFFORCE = 35, 33
# Headers only: Ethernet, IPv6, TCP with options.
SNAPLEN = 128
BUFFER = 16 << 20
ARP, IPV4, IPV6 = 0x0806, 0x0800, 0x86DD
TCP, ICMPV6, ADVERTISEMENT = 6, 58, 136
SYN_ACK, RESET = 0x12, 0x04


def segment(kind, address, peer, tcp):
    if len(tcp) < 14:
        return None
    source, destination, sequence = struct.unpack('!HHI', tcp[:8])
    what = 'syn-ack' if tcp[13] & SYN_ACK == SYN_ACK else 'rst' if tcp[13] & RESET else 'tcp'
    return what, socket.inet_ntop(kind, address), f'{socket.inet_ntop(kind, peer)}:{destination}<{source}#{sequence:x}/{tcp[13]:x}'


def sighting(frame):
    """What the frame says about who has an address: (kind, address, peer), or None."""
    kind, payload = struct.unpack('!H', frame[12:14])[0], frame[14:]
    if kind == ARP and len(payload) >= 28:
        sender, target = payload[14:18], payload[24:28]
        # A question without a sender is a probe (RFC 5227) and claims nothing.
        return ('arp', socket.inet_ntoa(sender), socket.inet_ntoa(target)) if any(sender) else None
    if kind == IPV4 and len(payload) >= 20 and payload[9] == TCP:
        return segment(socket.AF_INET, payload[12:16], payload[16:20], payload[(payload[0] & 15) * 4 :])
    if kind == IPV6 and len(payload) >= 64:
        if payload[6] == TCP:
            return segment(socket.AF_INET6, payload[8:24], payload[24:40], payload[40:])
        if payload[6] == ICMPV6 and payload[40] == ADVERTISEMENT:
            target = socket.inet_ntop(socket.AF_INET6, payload[48:64])
            return 'nd', target, socket.inet_ntop(socket.AF_INET6, payload[24:40])
    return None


def report(wire):
    frame, (ancillary, *_), _, (port, _, _, _, mac) = wire.recvmsg(SNAPLEN, 64)
    seen = sighting(frame)
    if seen is not None:
        seconds, nanoseconds = struct.unpack('qq', ancillary[2])
        at = seconds * 1000 + nanoseconds / 1e6
        print(f'{at:.3f}', port, seen[0], seen[1], mac.hex(':'), seen[2], flush=True)


def forget(wire):
    try:
        while wire.recv(SNAPLEN, socket.MSG_DONTWAIT):
            pass
    except BlockingIOError:
        pass


wire = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(ETH_P_ALL))
wire.setsockopt(socket.SOL_SOCKET, SO_RCVBUFFORCE, BUFFER)
wire.setsockopt(socket.SOL_SOCKET, SO_TIMESTAMPNS, 1)
wire.setsockopt(SOL_PACKET, PACKET_IGNORE_OUTGOING, 1)
# It sees frames since it was made, and among them those that go out: they would be the word of every host.
forget(wire)
print('ready', flush=True)
while True:
    readable, _, _ = select.select([wire, sys.stdin], [], [])
    if wire in readable:
        report(wire)
    elif not sys.stdin.readline():
        break
print('dropped', struct.unpack('II', wire.getsockopt(SOL_PACKET, PACKET_STATISTICS, 8))[1], flush=True)
