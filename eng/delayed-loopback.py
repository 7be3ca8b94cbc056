#!/usr/bin/env python3
"""Runs a command in a network namespace of its own whose loopback delays every packet: what `tc netem delay` does, for kernels without netem.

    eng/delayed-loopback.py MILLISECONDS COMMAND...

Needs root, /dev/net/tun and `ip` (iproute2). All traffic of 127.0.0.0/8 leaves by a TUN device; this program holds each packet for the time given
and hands it back, in order, with nothing lost. The round trip is twice the delay. Bandwidth is bounded by this program: compare with a bare TCP
stream in the same run.
"""
import collections
import fcntl
import os
import select
import struct
import subprocess
import sys
import time

TUNSETIFF = 0x400454CA
IFF_TUN_NO_PI = 0x0001 | 0x1000
MTU = 65000
MAX_HELD_BYTES = 1 << 30


def run(*command):
    subprocess.run(command, check=True)


def main():
    delay = float(sys.argv[1]) / 1000
    space = f"delayed{os.getpid()}"
    device = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
    fcntl.ioctl(device, TUNSETIFF, struct.pack("16sH", space.encode(), IFF_TUN_NO_PI))
    run("ip", "netns", "add", space)
    try:
        run("ip", "link", "set", space, "netns", space)
        inside = ("ip", "netns", "exec", space)
        run(*inside, "ip", "link", "set", "lo", "up")
        run(*inside, "ip", "link", "set", space, "mtu", str(MTU), "txqueuelen", "20000", "up")
        for name in ("all", space):
            for setting, value in (("rp_filter", 0), ("accept_local", 1), ("route_localnet", 1)):
                run(*inside, "sh", "-c", f"echo {value} > /proc/sys/net/ipv4/conf/{name}/{setting}")
        # What is sent from here is routed by table 100, what comes in by the local table.
        run(*inside, "ip", "rule", "add", "pref", "10", "lookup", "local")
        run(*inside, "ip", "rule", "add", "pref", "5", "iif", "lo", "lookup", "100")
        run(*inside, "ip", "route", "add", "127.0.0.0/8", "dev", space, "src", "127.0.0.1", "table", "100")
        run(*inside, "ip", "rule", "del", "pref", "0")
        child = subprocess.Popen([*inside, *sys.argv[2:]])
        relay(device, delay, child)
        sys.exit(child.returncode)
    finally:
        run("ip", "netns", "del", space)


def relay(device, delay, child):
    held = collections.deque()
    bytes_held = 0
    while child.poll() is None:
        wait = max(0.0, held[0][0] - time.monotonic()) if held else 0.2
        select.select([device] if bytes_held < MAX_HELD_BYTES else [], [], [], wait)
        for _ in range(64):
            try:
                packet = os.read(device, MTU + 100)
            except BlockingIOError:
                break
            held.append((time.monotonic() + delay, packet))
            bytes_held += len(packet)
        now = time.monotonic()
        while held and held[0][0] <= now:
            packet = held.popleft()[1]
            bytes_held -= len(packet)
            os.write(device, packet)


main()
