import Bytes
import Diagnostics
import Foundation
import Synchronization
import TestSupport
import Testing

/// Sizes around the ends of blocks, and nothing at all.
private let sizes = [0, 1, 100, (512 << 10) - 1, 512 << 10, (512 << 10) + 1, 3_000_000]

/// Bytes that compress a little, or not at all.
private func content(_ count: Int, seed: UInt64, noise: Bool = false) -> [UInt8] {
  var random = SplitMix64(seed: seed)
  let range: ClosedRange<UInt8> = noise ? 0...255 : 0x0A...0x19
  return (0..<count).map { _ in UInt8.random(in: range, using: &random) }
}

/// Makes the blocks on threads of their own, the last one first.
private func wide(
  _ count: Int, _ body: @escaping @Sendable (Int) -> GzipBlock
) -> [GzipBlock] {
  let made = Mutex<[Int: GzipBlock]>([:])
  DispatchQueue.concurrentPerform(iterations: count) { turn in
    let block = body(count - 1 - turn)
    made.withLock { $0[count - 1 - turn] = block }
  }
  return made.withLock { made in (0..<count).compactMap { made[$0] } }
}

@Test(arguments: GzipCodec.available, [false, true])
func `our gzip files have the fixed header and decode to their content`(
  codec: GzipCodec, noise: Bool
) throws {
  let scratch = Scratch()
  for size in sizes {
    let content = content(size, seed: UInt64(size), noise: noise)
    let file = gzipped(content, codec: codec)
    #expect(Array(file[..<10]) == [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3])
    #expect(file.count < size + size / 500 + 64)
    for reader in GzipCodec.available {
      let reading = try read(scratch.file("x", file), .whole(limit: 1 << 30), codec: reader)
      #expect(reading.content == content)
      #expect(reading.receipt?.memberCount == 1)
    }
  }
}

@Test(arguments: GzipCodec.available)
func `the bytes do not depend on the threads or on the parts that are written`(
  codec: GzipCodec
) throws {
  for size in sizes {
    let content = content(size, seed: 7)
    let file = gzipped(content, codec: codec)
    #expect(gzipped(content, codec: codec, map: wide) == file)
    for (part, blockCount) in [(77_777, 1), (1_500_000, 3), (size + 1, 2)] {
      var writer = GzipWriter(
        to: [UInt8](), codec: codec, gathering: blockCount, map: wide)
      for start in stride(from: 0, to: size, by: part) {
        try writer.write(Array(content[start..<min(start + part, size)]))
      }
      #expect(try writer.finish() == file, "\(size) bytes in parts of \(part)")
    }
  }
}

@Test(arguments: GzipCodec.available)
func `the program gzip reads what we write`(codec: GzipCodec) throws {
  let scratch = Scratch()
  let content = content(1_200_000, seed: 11)
  let path = scratch.file("x.gz", gzipped(content, codec: codec))
  let gzip = Process()
  gzip.executableURL = URL(filePath: "/bin/gzip")
  gzip.arguments = ["-d", path]
  try gzip.run()
  gzip.waitUntilExit()
  #expect(gzip.terminationStatus == 0)
  #expect(scratch.bytes("x") == content)
}
