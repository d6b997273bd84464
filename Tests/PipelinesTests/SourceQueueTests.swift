import Bytes
import Diagnostics
import Foundation
import Read
import Synchronization
import TestSupport
import Testing

@testable import Pipelines

/// Files of every kind in a folder of their own.
private final class Files {
  let url = FileManager.default.temporaryDirectory.appending(path: "queue-\(UUID().uuidString)")
  var list: [SourceQueue.File] = []
  var contents: [[UInt8]] = []

  init() { try? FileManager.default.createDirectory(at: url, withIntermediateDirectories: true) }

  deinit { try? FileManager.default.removeItem(at: url) }

  func add(_ content: [UInt8], stored: [UInt8]? = nil) {
    let file = url.appending(path: "file-\(list.count)")
    _ = FileManager.default.createFile(atPath: file.path, contents: Data(stored ?? content))
    list.append(SourceQueue.File(path: file.path, name: "file-\(list.count)"))
    contents.append(content)
  }
}

/// Lines of one JSON object each, some longer than a piece.
private func lines(_ count: Int, seed: UInt64) -> [UInt8] {
  var random = SplitMix64(seed: seed)
  var bytes: [UInt8] = []
  for number in 0..<count {
    let size = number % 40 == 39 ? 9000 : Int.random(in: 0...300, using: &random)
    bytes += Array("{\"id\":\(number),\"text\":\"\(String(repeating: "x", count: size))\"}\n".utf8)
  }
  return bytes
}

/// Plain, gzip of one and of many members, documents, and nothing.
private func mixed() -> Files {
  let files = Files()
  files.add(lines(900, seed: 1))
  let content = lines(700, seed: 2)
  files.add(content, stored: gzipped(content))
  files.add([])
  let halves = [content.prefix(content.count / 2), content.suffix(from: content.count / 2)]
  files.add(content, stored: halves.flatMap { gzipped(Array($0)) })
  let document = Array("{\n  \"data\": [1,\n2]\n}\n".utf8)
  files.add(document)
  files.add(document, stored: gzipped(document))
  files.add([0xEF, 0xBB, 0xBF])
  files.add([], stored: gzipped([]))
  files.add(lines(2000, seed: 3).dropLast())
  return files
}

/// A piece without its memory.
private struct Seen: Equatable {
  var startByte: UInt64
  var content: [UInt8]
  var layout: String
}

/// What threads got out of a queue.
private struct Drained {
  var pieces: [[Int: Seen]]
  var receipts: [InputReceipt]
}

private func drain(
  _ files: [SourceQueue.File], width: Int, limits: ReadLimits, codec: GzipCodec = .preferred,
  slowly: Bool = false, isDigested: Bool = true
) throws -> Drained {
  let queue = SourceQueue(
    files, width: width, limits: limits, codec: codec, isDigested: isDigested)
  let seen = Mutex([[Int: Seen]](repeating: [:], count: files.count))
  Workers(width: width).run {
    while let item = queue.next() {
      let found = Seen(
        startByte: item.piece.startByte, content: item.piece.withView { $0.array },
        layout: item.layout.rawValue)
      if slowly { usleep(300) }
      seen.withLock { seen in
        #expect(seen[item.file].updateValue(found, forKey: item.piece.index) == nil)
      }
    }
  }
  return Drained(pieces: seen.withLock(\.self), receipts: try queue.receipts())
}

private func limits(_ piece: Int, record: Int = 16 << 20) -> ReadLimits {
  var limits = ReadLimits()
  limits.pieceByteCount = piece
  limits.recordByteCount = record
  return limits
}

@Test(arguments: [1, 2])
func `without digests the pieces are the same and the receipts have none`(width: Int) throws {
  let files = mixed()
  let limits = limits(1000)
  let digested = try drain(files.list, width: width, limits: limits)
  let plain = try drain(files.list, width: width, limits: limits, isDigested: false)
  #expect(plain.pieces == digested.pieces)
  for (one, other) in zip(plain.receipts, digested.receipts) {
    #expect(one.byteCount == other.byteCount && one.memberCount == other.memberCount)
    #expect(one.decodedByteCount == other.decodedByteCount && other.sha256 != nil)
  }
  // Documents are read in one piece, which is digested on the way.
  let lines = zip(plain.receipts, plain.pieces).filter {
    $1.values.allSatisfy { $0.layout == "lines" }
  }
  #expect(lines.count == 7 && lines.allSatisfy { $0.0.sha256 == nil })
}

@Test(arguments: [1, 64, 1000, 4096, 1 << 20], GzipCodec.available)
func `any number of threads get the same pieces and receipts`(
  size: Int, codec: GzipCodec
) throws {
  let files = size < 64 ? Files() : mixed()
  if size < 64 { files.add(lines(20, seed: 4)) }
  let limits = limits(size)
  let alone = try drain(files.list, width: 1, limits: limits, codec: codec)
  for (place, content) in files.contents.enumerated() {
    let pieces = alone.pieces[place].sorted { $0.key < $1.key }.map(\.value)
    let bytes = pieces.flatMap(\.content)
    #expect(bytes == (content.starts(with: [0xEF, 0xBB, 0xBF]) ? [] : content))
    var reader = PieceReader(
      try InputFile(path: files.list[place].path), mode: .whole(limit: 1 << 30))
    while try reader.next() != nil {}
    #expect(alone.receipts[place] == reader.receipt)
  }
  for width in [2, 3, 8] {
    let together = try drain(
      files.list, width: width, limits: limits, codec: codec, slowly: size >= 1000)
    #expect(together.pieces == alone.pieces)
    #expect(together.receipts == alone.receipts)
  }
}

@Test func `a file of documents is one piece and says so`() throws {
  let files = mixed()
  let drained = try drain(files.list, width: 2, limits: limits(8))
  for place in [4, 5] {
    #expect(drained.pieces[place].values.map(\.layout) == ["documents"])
  }
  #expect(drained.pieces[0].values.allSatisfy { $0.layout == "lines" })
}

@Test(arguments: [1, 2, 8])
func `of several failures the first in the order of files and bytes is told`(width: Int) throws {
  for _ in 0..<20 {
    let files = Files()
    files.add(lines(3000, seed: 5))
    let long = Array(repeatElement(UInt8(ascii: "y"), count: 20_000)) + [0x0A]
    let start = lines(600, seed: 6)
    files.add(start + long + lines(400, seed: 7) + long)
    let content = lines(50, seed: 8)
    files.add(content, stored: Array(gzipped(content).dropLast(5)))
    files.list.append(SourceQueue.File(path: files.url.path + "/none", name: "none"))
    let problem = #expect(throws: Failure.self) {
      try drain(files.list, width: width, limits: limits(4096, record: 10_000))
    }
    #expect(problem?.code == .inputRecordTooLong)
    #expect(problem?.file == "file-1")
    #expect(problem?.byte == UInt64(start.count))
  }
}

@Test(arguments: [1, 2, 8])
func `a damaged gzip file fails the queue although its records were handed out`(
  width: Int
) throws {
  let content = lines(3000, seed: 9)
  let whole = gzipped(content)
  for codec in GzipCodec.available {
    for end in [whole.count / 2, whole.count - 9, whole.count - 1] {
      let files = Files()
      files.add(lines(100, seed: 10))
      files.add(content, stored: Array(whole[..<end]))
      let problem = #expect(throws: Failure.self) {
        try drain(files.list, width: width, limits: limits(4096), codec: codec)
      }
      #expect(problem?.code == .gzipDamaged)
    }
  }
}

@Test func `a file written to after its pieces were handed out fails the queue`() throws {
  let files = Files()
  files.add(lines(100, seed: 11))
  let queue = SourceQueue(files.list, width: 1, limits: limits(4096))
  let path = files.list[0].path
  var count = 0
  while queue.next() != nil {
    count += 1
    guard count == 2 else { continue }
    let handle = try #require(FileHandle(forUpdatingAtPath: path))
    try handle.write(contentsOf: Data("{\"id\":7".utf8))
    try handle.close()
  }
  let problem = #expect(throws: Failure.self) { try queue.receipts() }
  #expect(problem?.code == .inputChanged)
}

@Test func `a queue of no files is drained at once`() throws {
  let queue = SourceQueue([], width: 2)
  #expect(queue.next() == nil)
  #expect(try queue.receipts().isEmpty)
}
