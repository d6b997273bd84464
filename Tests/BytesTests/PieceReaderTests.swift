import Bytes
import Diagnostics
import Foundation
import TestSupport
import Testing

@Test(arguments: 0..<200 as Range<UInt64>, [false, true])
func `pieces put together are the content, and each ends with a line`(seed: UInt64, gzip: Bool)
  throws
{
  let scratch = Scratch()
  let content = lines(seed: seed, upTo: 40)
  let stored = gzip ? gzipped(content) : content
  let limits = small(Int(seed % 90), 40)
  let reading = try read(scratch.file("events", stored), limits: limits)
  #expect(reading.content == content)
  var offset = 0
  for (start, size) in zip(reading.starts, reading.sizes) {
    #expect(Int(start) == offset)
    #expect(size > 0 && size <= 41)
    offset += size
    #expect(offset == content.count || content[offset - 1] == 0x0A)
  }
  let receipt = try #require(reading.receipt)
  #expect(receipt.byteCount == UInt64(stored.count))
  #expect(receipt.decodedByteCount == UInt64(content.count))
  #expect(receipt.memberCount == (gzip ? 1 : 0))
  #expect(receipt.sha256 == Digest(of: stored))
}

@Test(arguments: [false, true])
func `a line of exactly the limit is read and one byte more is refused`(gzip: Bool) throws {
  let scratch = Scratch()
  for (count, end) in [(20, "\n"), (20, ""), (21, "\n"), (21, ""), (500, "\n")] {
    let content = Array("ab\n".utf8) + [UInt8](repeating: 0x78, count: count) + Array(end.utf8)
    let path = scratch.file("events", gzip ? gzipped(content) : content)
    for piece in [1, 7, 20, 21, 1 << 20] {
      let problem = failure { _ = try read(path, limits: small(piece, 20)) }
      #expect(problem?.code == (count > 20 ? .inputRecordTooLong : nil))
      #expect(problem?.byte == (count > 20 ? 3 : nil))
    }
  }
}

@Test(arguments: [false, true])
func `a byte order mark is left out once, at the start`(gzip: Bool) throws {
  let scratch = Scratch()
  let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
  let content = mark + mark + Array("a\n".utf8)
  let stored = gzip ? gzipped(content) : content
  let reading = try read(scratch.file("events", stored))
  #expect(reading.content == mark + Array("a\n".utf8))
  #expect(reading.starts == [3])
  #expect(reading.receipt?.decodedByteCount == 8)
  let only = try read(scratch.file("only", gzip ? gzipped(mark) : mark))
  #expect(only.starts.isEmpty)
  #expect(only.receipt?.decodedByteCount == 3)
}

@Test(arguments: [false, true])
func `a whole file is one piece, up to its limit`(gzip: Bool) throws {
  let scratch = Scratch()
  let content = [UInt8](repeating: 0x0A, count: 1000)
  let path = scratch.file("state", gzip ? gzipped(content) : content)
  #expect(try read(path, .whole(limit: 1000)).sizes == [1000])
  #expect(try read(path, .whole(limit: 1 << 30)).sizes == [1000])
  #expect(code { _ = try read(path, .whole(limit: 999)) } == .inputTooLarge)
  #expect(code { _ = try read(path, .whole(limit: 0)) } == .inputTooLarge)
}

@Test func `an empty plain file has no pieces and a receipt`() throws {
  let scratch = Scratch()
  let reading = try read(scratch.file("events.ndjson", []))
  #expect(reading.sizes.isEmpty)
  #expect(reading.receipt?.byteCount == 0)
  #expect(reading.receipt?.sha256 == Digest(of: []))
}

@Test func `bytes after a block may be read`() {
  let block = ByteBlock(Array("abc".utf8))
  let padded = unsafe ByteView(
    start: block.view.start, count: block.view.count + ByteBlock.paddingByteCount)
  #expect(padded.array.starts(with: Array("abc".utf8)))
  #expect(padded.array.count == 67)
}

@Test func `what is not a regular file is refused without waiting for it`() throws {
  let scratch = Scratch()
  let pipe = scratch.url.appending(path: "pipe").path
  let made = unsafe mkfifo(pipe, 0o600)
  #expect(made == 0)
  for path in [pipe, "/dev/null", "/dev/zero", scratch.path] {
    #expect(code { _ = try InputFile(path: path) } == .inputUnreadable, "\(path)")
  }
  #expect(code { _ = try InputFile(path: scratch.path + "/none") } == .inputMissing)
  #expect(code { _ = try InputFile(path: scratch.path + "/a\0b") } == .inputPathRefused)
}

@Test func `content decides what is gzip, not the name`() throws {
  let scratch = Scratch()
  let plain = scratch.file("events.ndjson.gz", Array("{}\n".utf8))
  #expect(try InputFile(path: plain).namedGzipButPlain)
  #expect(try read(plain).content == Array("{}\n".utf8))
  let hidden = scratch.file("events.ndjson", gzipped(Array("{}\n".utf8)))
  #expect(try !InputFile(path: hidden).namedGzipButPlain)
  #expect(try read(hidden).content == Array("{}\n".utf8))
  #expect(code { _ = try InputFile(path: scratch.file("x.gz", [])) } == .gzipDamaged)
}

@Test(arguments: ["append", "shorten", "rewrite"])
func `a file written to while it is read gets no receipt`(change: String) throws {
  let scratch = Scratch()
  let path = scratch.file("events", Array("one\ntwo\n".utf8))
  var reader = PieceReader(try InputFile(path: path), limits: small(4, 4))
  let first = try #require(try reader.next())
  #expect(first.withView { $0.text } == "one\n")
  let handle = try #require(FileHandle(forUpdatingAtPath: path))
  switch change {
  case "append":
    try handle.seekToEnd()
    try handle.write(contentsOf: Data("3\n".utf8))
  case "shorten": try handle.truncate(atOffset: 4)
  default: try handle.write(contentsOf: Data("ONE".utf8))
  }
  try handle.close()
  let problem = failure { while try reader.next() != nil {} }
  #expect(problem?.code == .inputChanged)
  #expect(reader.receipt == nil)
}
