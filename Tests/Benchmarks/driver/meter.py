"""Runs one command and tells, on the descriptor that is named first, what it cost.

    meter.py DESCRIPTOR COMMAND…

A process begins with the memory of the one that started it, and the system counts that towards its
peak. So the driver, which may have grown, starts this small program, and this starts the command.
"""

import os
import sys
import time


def main():
    """Runs the command and waits for it."""
    report, command = int(sys.argv[1]), sys.argv[2:]
    # What is measured must not find the descriptor open.
    os.set_inheritable(report, False)
    start = time.perf_counter()
    process = os.posix_spawnp(command[0], command, os.environ)
    _, status, usage = os.wait4(process, 0)
    wall = time.perf_counter() - start
    cpu = usage.ru_utime + usage.ru_stime
    status = os.waitstatus_to_exitcode(status)
    os.write(report, f"{wall} {cpu} {usage.ru_maxrss} {status}".encode())


main()
