import Bytes
import Diagnostics
import Foundation
import TestSupport
import Testing

private let records = Array("{\"id\":1}\n{\"id\":2}\n{\"id\":\"é\"}\n".utf8)

/// A member put together by hand: header fields, then the deflate data and trailer of our writer.
private func member(
  flags: UInt8 = 0, method: UInt8 = 8, fields: [UInt8] = [], _ content: [UInt8] = records
) -> [UInt8] {
  [0x1F, 0x8B, method, flags, 1, 2, 3, 4, 0, 3] + fields + gzipped(content).dropFirst(10)
}

/// CRC-32 bit by bit, as RFC 1952 section 8 defines it.
private func slowChecksum(_ bytes: [UInt8]) -> UInt32 {
  ~bytes.reduce(~0 as UInt32) { sum, byte in
    (0..<8).reduce(sum ^ UInt32(byte)) { sum, _ in sum & 1 == 1 ? sum >> 1 ^ 0xEDB8_8320 : sum >> 1
    }
  }
}

/// The same member with the two checksum bytes of its header after the fields.
private func withHeaderChecksum(fields: [UInt8], flags: UInt8, wrong: Bool = false) -> [UInt8] {
  let header: [UInt8] = [0x1F, 0x8B, 8, flags | 2, 1, 2, 3, 4, 0, 3] + fields
  let sum = slowChecksum(header) ^ (wrong ? 1 : 0)
  return header + [UInt8(sum & 0xFF), UInt8(sum >> 8 & 0xFF)] + gzipped(records).dropFirst(10)
}

private func flipped(_ bytes: [UInt8], at offset: Int, bit: Int = 0) -> [UInt8] {
  var bytes = bytes
  bytes[offset < 0 ? bytes.count + offset : offset] ^= 1 << UInt8(bit)
  return bytes
}

struct Case: CustomTestStringConvertible, Sendable {
  var testDescription: String
  var file: [UInt8]
  var content: [UInt8]
  var memberCount = 1
}

private let whole: [Case] = [
  Case(testDescription: "one member", file: member(), content: records),
  Case(
    testDescription: "two members", file: member() + member(), content: records + records,
    memberCount: 2),
  Case(
    testDescription: "a character over two members",
    file: member(Array(records[..<26])) + member(Array(records[26...])), content: records,
    memberCount: 2),
  Case(
    testDescription: "empty members around", file: gzipped([]) + member() + gzipped([]),
    content: records, memberCount: 3),
  Case(testDescription: "nothing but an empty member", file: gzipped([]), content: []),
  Case(
    testDescription: "zero padding", file: member() + [UInt8](repeating: 0, count: 700_000),
    content: records),
  Case(
    testDescription: "a name that must not be used",
    file: member(flags: 8, fields: Array("../../etc/passwd\0".utf8)), content: records),
  Case(
    testDescription: "a comment over several reads",
    file: member(flags: 16, fields: [UInt8](repeating: 0x78, count: 600_000) + [0]),
    content: records),
  Case(
    testDescription: "the largest extra field",
    file: member(flags: 4, fields: [0xFF, 0xFF] + [UInt8](repeating: 7, count: 65_535)),
    content: records),
  Case(
    testDescription: "all fields and the right header checksum",
    file: withHeaderChecksum(
      fields: [2, 0, 9, 9] + Array("n\0c\0".utf8), flags: 4 | 8 | 16 | 1),
    content: records),
]

@Test(arguments: whole, GzipCodec.available)
func `a gzip file that is whole is read to its last member`(
  _ example: Case, codec: GzipCodec
) throws {
  let scratch = Scratch()
  let reading = try read(scratch.file("events", example.file), codec: codec)
  #expect(reading.content == example.content)
  #expect(reading.receipt?.memberCount == example.memberCount)
  #expect(reading.receipt?.sha256 == Digest(of: example.file))
}

struct Refusal: CustomTestStringConvertible, Sendable {
  var testDescription: String
  var file: [UInt8]
  var code: Failure.Code = .gzipDamaged
  var words: String
}

private let refused: [Refusal] = [
  Refusal(
    testDescription: "unknown method", file: member(method: 7), words: "method is unknown"),
  Refusal(
    testDescription: "reserved flag", file: member(flags: 0x20), words: "reserved flag"),
  Refusal(
    testDescription: "wrong header checksum",
    file: withHeaderChecksum(fields: [], flags: 0, wrong: true), words: "header does not match"),
  Refusal(
    testDescription: "name without end", file: Array(member(flags: 8)[..<10]) + [1, 2, 3],
    words: "cut off"),
  Refusal(testDescription: "wrong CRC-32", file: flipped(member(), at: -8), words: "CRC-32"),
  Refusal(testDescription: "wrong length", file: flipped(member(), at: -4), words: "length"),
  Refusal(testDescription: "nothing but the magic", file: [0x1F, 0x8B], words: "cut off"),
  Refusal(
    testDescription: "cut before the trailer", file: member().dropLast(8), words: "cut off"),
  Refusal(testDescription: "cut in the trailer", file: member().dropLast(3), words: "cut off"),
  Refusal(
    testDescription: "garbage after the last member", file: member() + Array("x".utf8),
    words: "not gzip"),
  Refusal(
    testDescription: "half a magic after the last member", file: member() + [0x1F],
    words: "cut off"),
  Refusal(
    testDescription: "zeros and then another member", file: member() + [0, 0] + member(),
    words: "padding"),
  Refusal(
    testDescription: "compressed twice", file: gzipped(member()), code: .gzipTwice,
    words: "twice"),
]

@Test(arguments: refused, GzipCodec.available)
func `a gzip file that is not whole is refused with the place and the reason`(
  _ example: Refusal, codec: GzipCodec
) throws {
  let scratch = Scratch()
  let problem = try #require(
    failure { _ = try read(scratch.file("events", example.file), codec: codec) })
  #expect(problem.code == example.code)
  #expect(problem.message.contains(example.words), "\(problem.message)")
  #expect(try #require(problem.byte) <= UInt64(example.file.count))
}

@Test(arguments: GzipCodec.available)
func `a reader that failed fails again and never gives a receipt`(codec: GzipCodec) throws {
  let scratch = Scratch()
  let damaged = flipped(member(), at: -8) + member()
  let file = try InputFile(path: scratch.file("events", damaged))
  var reader = PieceReader(file, codec: codec)
  var codes: [Failure.Code?] = []
  for _ in 0..<3 { codes.append(failure { while try reader.next() != nil {} }?.code) }
  #expect(codes == [.gzipDamaged, .gzipDamaged, .gzipDamaged])
  #expect(reader.receipt == nil)
}

@Test(arguments: GzipCodec.available)
func `a content far larger than its file is a bomb`(codec: GzipCodec) throws {
  let scratch = Scratch()
  let content = [UInt8](repeating: 0x0A, count: 12_000_000)
  let path = scratch.file("bomb", gzipped(content, codec: .zlib))
  let problem = failure { _ = try read(path, codec: codec) }
  #expect(problem?.code == .gzipBomb)
  #expect(try #require(problem?.byte) <= 11 << 20)
  var trusting = ReadLimits()
  trusting.gzipRatio = 1100
  #expect(try read(path, limits: trusting, codec: codec).content == content)
  // Ten mebibytes are free at any ratio.
  let free = scratch.file("free", gzipped(Array(content[..<(10 << 20)]), codec: .zlib))
  #expect(try read(free, codec: codec).content.count == 10 << 20)
}

@Test(arguments: GzipCodec.available)
func `a file cut anywhere is never accepted as whole`(codec: GzipCodec) throws {
  let scratch = Scratch()
  let file = member(flags: 8, fields: Array("name\0".utf8)) + member()
  let boundary = member(flags: 8, fields: Array("name\0".utf8)).count
  for end in 2..<file.count {
    let outcome = code {
      _ = try read(scratch.file("events", Array(file[..<end])), codec: codec)
    }
    // A cut exactly between members is a whole file of one member: nothing in it says otherwise.
    #expect(outcome == (end == boundary ? nil : .gzipDamaged), "cut at \(end)")
  }
}

@Test(arguments: GzipCodec.available)
func `a file with any bit flipped is refused or has the same content`(codec: GzipCodec) throws {
  let scratch = Scratch()
  let file = member() + member()
  var refusals = 0
  for offset in 2..<file.count {
    for bit in 0..<8 {
      let path = scratch.file("events", flipped(file, at: offset, bit: bit))
      guard let reading = try? read(path, codec: codec) else {
        refusals += 1
        continue
      }
      #expect(reading.content == records + records, "byte \(offset) bit \(bit)")
    }
  }
  #expect(refusals > (file.count - 30) * 8)
}
