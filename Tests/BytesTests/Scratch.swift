import Bytes
import Diagnostics
import Foundation
import TestSupport
import Testing

/// A folder of its own that is gone when the test is.
final class Scratch {
  let url: URL

  init() {
    url = FileManager.default.temporaryDirectory.appending(path: "bytes-\(UUID().uuidString)")
    try? FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  var path: String { url.path }

  @discardableResult
  func file(_ name: String, _ bytes: [UInt8]) -> String {
    let file = url.appending(path: name)
    try? FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    _ = FileManager.default.createFile(atPath: file.path, contents: Data(bytes))
    return file.path
  }

  func bytes(_ name: String) -> [UInt8]? {
    FileManager.default.contents(atPath: url.appending(path: name).path).map(Array.init)
  }
}

/// Everything a reader had to say about one file.
struct Reading {
  var content: [UInt8] = []
  var starts: [UInt64] = []
  var sizes: [Int] = []
  var receipt: InputReceipt?
}

/// Reads a file to its end.
func read(
  _ path: String, _ mode: PieceReader.Mode = .lines, limits: ReadLimits = ReadLimits(),
  codec: GzipCodec = .preferred
) throws -> Reading {
  var reader = PieceReader(try InputFile(path: path), mode: mode, limits: limits, codec: codec)
  var reading = Reading()
  while let piece = try reader.next() {
    #expect(reader.receipt == nil)
    #expect(piece.index == reading.starts.count)
    reading.starts.append(piece.startByte)
    reading.sizes.append(piece.view.count)
    reading.content += piece.view.array
  }
  #expect(try reader.next() == nil)
  reading.receipt = reader.receipt
  return reading
}

/// The code of the failure that a closure ends in; nil when it does not fail.
func failure(_ body: () throws -> Void) -> Failure? {
  do {
    try body()
    return nil
  } catch {
    return error as? Failure
  }
}

func code(_ body: () throws -> Void) -> Failure.Code? { failure(body)?.code }

/// Lines of random lengths, some empty, some long, with or without a last newline.
func lines(seed: UInt64, upTo longest: Int) -> [UInt8] {
  var random = SplitMix64(seed: seed)
  var bytes: [UInt8] = []
  for _ in 0..<Int.random(in: 0...60, using: &random) {
    let count = Int.random(in: 0...longest, using: &random)
    for _ in 0..<count { bytes.append(UInt8.random(in: 0x20...0x7E, using: &random)) }
    bytes.append(0x0A)
  }
  if !bytes.isEmpty, Bool.random(using: &random) { bytes.removeLast() }
  return bytes
}

func small(_ piece: Int, _ record: Int) -> ReadLimits {
  var limits = ReadLimits()
  limits.pieceByteCount = piece
  limits.recordByteCount = record
  return limits
}
