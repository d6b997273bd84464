import Bytes
import Diagnostics
import Foundation
import TestSupport
import Testing

/// Everything the stretches of a file have to say, read in the order of a permutation.
private func stretches(
  _ path: String, limits: ReadLimits, seed: UInt64
) throws -> (content: [UInt8], starts: [UInt64], receipt: InputReceipt) {
  let pieces = LinePieces(try InputFile(path: path), limits: limits)
  var random = SplitMix64(seed: seed)
  var parts = [LinePieces.Part?](repeating: nil, count: pieces.count)
  for index in (0..<pieces.count).shuffled(using: &random) {
    parts[index] = try pieces.read(index)
  }
  var running = RunningDigest()
  var content: [UInt8] = []
  var starts: [UInt64] = []
  var end: UInt64 = 0
  for (index, part) in parts.enumerated() {
    if let piece = part?.piece {
      #expect(piece.index == index)
      starts.append(piece.startByte)
      content += piece.withView { $0.array }
    }
    guard let stored = part?.stored else { continue }
    #expect(stored.startByte == end)
    end = stored.endByte
    stored.digest(into: &running)
  }
  return (content, starts, try pieces.receipt(with: running.finish(), byteCount: end))
}

@Test(arguments: 0..<300 as Range<UInt64>)
func `stretches read in any order are the content, and each begins with a line`(
  seed: UInt64
) throws {
  let scratch = Scratch()
  // Up to forty stretches to a line, or forty lines to a stretch.
  let content = lines(seed: seed, upTo: seed % 2 == 0 ? 40 : 4000)
  let path = scratch.file("events", content)
  let limits = small(Int(seed % 90), 4000)
  let reading = try stretches(path, limits: limits, seed: seed)
  #expect(reading.content == content)
  for start in reading.starts where start > 0 { #expect(content[Int(start) - 1] == 0x0A) }
  #expect(reading.receipt == (try read(path, limits: limits)).receipt)
}

@Test(arguments: [1, 2, 3, 7, 20, 21, 4096, 1 << 20])
func `a stretch owns the lines that start in it`(size: Int) throws {
  let scratch = Scratch()
  let content = Array("\n\nab\nc\n\(String(repeating: "d", count: 19))\n\ne".utf8)
  let pieces = LinePieces(
    try InputFile(path: scratch.file("events", content)), limits: small(size, 20))
  let stretch = min(size, 21)
  for index in 0..<pieces.count {
    let starts = content.indices.filter {
      $0 / stretch == index && ($0 == 0 || content[$0 - 1] == 0x0A)
    }
    let piece = try pieces.read(index).piece
    #expect(piece?.startByte == starts.first.map(UInt64.init))
    guard let piece, let last = starts.last else { continue }
    let end = content[last...].firstIndex(of: 0x0A).map { $0 + 1 } ?? content.count
    #expect(piece.withView { $0.array } == Array(content[starts[0]..<end]))
  }
}

@Test func `a line of exactly the limit is read from stretches and one byte more is refused`()
  throws
{
  let scratch = Scratch()
  for (count, end) in [(20, "\n"), (20, ""), (21, "\n"), (21, ""), (50_000, "\n")] {
    let content = Array("ab\n".utf8) + [UInt8](repeating: 0x78, count: count) + Array(end.utf8)
    let path = scratch.file("events", content)
    for piece in [1, 3, 7, 20, 21, 1 << 20] {
      let problem = failure {
        _ = try stretches(path, limits: small(piece, 20), seed: 1)
      }
      #expect(problem?.code == (count > 20 ? .inputRecordTooLong : nil))
      #expect(problem?.byte == (count > 20 ? 3 : nil))
    }
  }
}

@Test func `a byte order mark is left out of the first stretch alone, but digested`() throws {
  let scratch = Scratch()
  let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
  let content = mark + mark + Array("a\n".utf8) + mark
  let reading = try stretches(scratch.file("events", content), limits: ReadLimits(), seed: 1)
  #expect(reading.content == Array(content.dropFirst(3)))
  #expect(reading.starts == [3])
  #expect(reading.receipt.sha256 == Digest(of: content))
  let only = try stretches(scratch.file("only", mark), limits: ReadLimits(), seed: 1)
  #expect(only.starts.isEmpty)
  #expect(only.receipt.byteCount == 3)
}

@Test(arguments: ["append", "shorten", "rewrite"])
func `a file written to between two stretches gets no receipt`(change: String) throws {
  let scratch = Scratch()
  let path = scratch.file("events", Array("one\ntwo\nthree\n".utf8))
  let pieces = LinePieces(try InputFile(path: path), limits: small(4, 6))
  #expect(try pieces.read(0).piece?.withView { $0.text } == "one\n")
  let handle = try #require(FileHandle(forUpdatingAtPath: path))
  switch change {
  case "append":
    try handle.seekToEnd()
    try handle.write(contentsOf: Data("3\n".utf8))
  case "shorten": try handle.truncate(atOffset: 4)
  default: try handle.write(contentsOf: Data("ONE".utf8))
  }
  try handle.close()
  let problem = failure {
    for index in 1..<pieces.count { _ = try pieces.read(index) }
    _ = try pieces.receipt(with: Digest(of: []), byteCount: 14)
  }
  #expect(problem?.code == .inputChanged)
}

@Test func `memory is used again once a piece is let go, and not before`() throws {
  let scratch = Scratch()
  let content = Array(repeatElement(Array("0123456789\n".utf8), count: 400_000).joined())
  let path = scratch.file("events", content)
  let pieces = LinePieces(try InputFile(path: path), limits: small(1 << 16, 1 << 16))
  var pages: Set<UInt> = []
  var kept: [Piece] = []
  for index in 0..<pieces.count {
    let piece = try #require(try pieces.read(index).piece)
    unsafe pages.insert(UInt(bitPattern: piece.view.start) >> 12)
    if index % 16 == 0 { kept.append(piece) }
  }
  #expect(pages.count < kept.count * 3)
  for piece in kept {
    let start = Int(piece.startByte)
    #expect(piece.withView { $0.array } == Array(content[start..<start + piece.view.count]))
  }
}
