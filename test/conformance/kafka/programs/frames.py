"""Record frames, jobs and events: what record-frames.ts and jobs.ts say, for the Python programs."""

import json
import signal
import struct
import sys
import threading

HEAD = struct.Struct(">ciqq")
LENGTH = struct.Struct(">i")

#: Set when the test asks the program to end.
stopped = threading.Event()


def job():
    return json.loads(sys.argv[-1])


def _bytes(value):
    return LENGTH.pack(-1) if value is None else LENGTH.pack(len(value)) + value


def _print(*parts):
    frame = b"".join(parts)
    sys.stdout.buffer.write(LENGTH.pack(len(frame)) + frame)


def print_record(partition, offset, timestamp, key, value, headers):
    """`headers`: pairs of a str and bytes or None, or None."""
    parts = [HEAD.pack(b"R", partition, offset, timestamp), _bytes(key), _bytes(value)]
    parts.append(LENGTH.pack(len(headers or ())))
    for name, content in headers or ():
        parts += (_bytes(name.encode()), _bytes(content))
    _print(*parts)


def print_acknowledgement(partition, offset, number):
    _print(HEAD.pack(b"A", partition, offset, number))


def print_event(event):
    _print(b"E", json.dumps(event).encode())
    flush()


def flush():
    """Hands what was printed to the test; a kill after that does not take it back."""
    sys.stdout.buffer.flush()


def read_records(path):
    """Each record of a file as (partition, offset, timestamp, key, value, headers)."""
    with open(path, "rb") as file:
        content = file.read()
    at = 0

    def take():
        nonlocal at
        (length,) = LENGTH.unpack_from(content, at)
        at += 4
        if length < 0:
            return None
        at += length
        return content[at - length : at]

    while at < len(content):
        _, partition, offset, timestamp = HEAD.unpack_from(content, at + 4)
        at += 4 + HEAD.size
        key, value = take(), take()
        (count,) = LENGTH.unpack_from(content, at)
        at += 4
        headers = [(take().decode(), take()) for _ in range(count)]
        yield partition, offset, timestamp, key, value, headers


def read_all(read):
    """The job `read`, of what reads one range."""

    def do(job):
        for range_ in job["ranges"]:
            print_event({"reading": range_["topic"]})
            read(job, range_)

    return do


class Due:
    """What `read` still has to print of a range."""

    def __init__(self, range_):
        self.to = range_["to"]
        self.left = {p for p, end in enumerate(self.to) if end > range_["from"][p]}

    def take(self, partition, offset, *rest):
        if offset < self.to[partition]:
            print_record(partition, offset, *rest)
        if offset >= self.to[partition] - 1:
            self.left.discard(partition)


def main(jobs):
    """Does the job in the argument with the function of its name."""
    signal.signal(signal.SIGTERM, lambda *_: stopped.set())
    what = job()
    jobs[what["do"]](what)
    flush()
