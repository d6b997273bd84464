"""Compresses a file by zlib at level 6, the usual way to write a gzip file."""

import sys
import zlib

# 16 more than the largest window asks for a gzip wrapper.
deflate = zlib.compressobj(6, zlib.DEFLATED, 15 + 16)
with open(sys.argv[1], "rb", buffering=0) as file:
    while block := file.read(1 << 20):
        sys.stdout.buffer.write(deflate.compress(block))
sys.stdout.buffer.write(deflate.flush())
