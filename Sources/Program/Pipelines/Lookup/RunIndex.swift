import Bytes
import Diagnostics
import JSON
import Normalize
import Reconciliation

/// Where the records of each Stripe object stand in the files of a pipeline's last run, so that a
/// question about one of them need not read all.
///
/// It is no result of the run but a help for the next question: it lies beside the runs, is written
/// anew by each, and may be deleted at any time. It holds fingerprints and places, no values.
///
/// ```
/// block 0, block 1, …   names by fingerprint → objects; each object's records
/// contents              a JSON object: the run, its files, its coverage, the blocks
/// length, signature     of the contents, 8 bytes; "trueupix"
/// ```
public struct RunIndex: Sendable {
  /// The file, beside the runs of a pipeline.
  static let fileName = "explain.index"
  static let signature = Array("trueupix".utf8)
  static let formatVersion = 2

  /// An object, by its place in a block.
  struct ObjectPlace: Hashable {
    var block: Int
    var object: UInt32
  }

  let contents: IndexContents
  private let file: InputFile

  /// Opens the index of a pipeline's last run; fails when there is none that can be read.
  ///
  /// - Parameters:
  ///   - folder: the folder of all pipelines' outputs.
  ///   - pipeline: the pipeline's name.
  public init?(folder: String, pipeline: String) {
    let path = "\(folder)/\(pipeline)/\(Self.fileName)"
    guard let file = try? InputFile(path: path), file.byteCount > 16,
      let tail = try? file.block(at: file.byteCount - 16, byteCount: 16), tail.view.count == 16,
      tail.view[8..<16].array == Self.signature
    else { return nil }
    let count = unsafe UnsafeRawPointer(tail.view.start).loadUnaligned(as: UInt64.self)
    guard count <= min(file.byteCount - 16, 1 << 30),
      let block = try? file.block(at: file.byteCount - 16 - count, byteCount: Int(count)),
      let contents = IndexContents(json: block.view), contents.fits(file.byteCount - 16 - count)
    else { return nil }
    self.file = file
    self.contents = contents
  }

  /// The objects that a name leads to.
  func objects(named name: UInt64) throws(Failure) -> [ObjectPlace] {
    var found: [ObjectPlace] = []
    for (number, block) in contents.blocks.enumerated() {
      var (low, high) = (0, block.nameCount)
      while low < high {
        let middle = (low + high) / 2
        if try entry(middle, of: block).name < name { low = middle + 1 } else { high = middle }
      }
      while low < block.nameCount {
        let entry = try entry(low, of: block)
        guard entry.name == name else { break }
        found.append(ObjectPlace(block: number, object: entry.object))
        low += 1
      }
    }
    return found
  }

  /// The names that lead to some objects of a block.
  func names(
    of objects: Set<UInt32>, in number: Int
  ) throws(Failure) -> [UInt64] {
    let block = contents.blocks[number]
    let bytes = try read(at: block.startByte, count: block.nameCount * IndexBlock.nameByteCount)
    var names: [UInt64] = []
    for place in 0..<block.nameCount {
      let entry = bytes.entry(at: place * IndexBlock.nameByteCount)
      if objects.contains(entry.object) { names.append(entry.name) }
    }
    return names
  }

  /// Where the records of an object stand.
  func records(of place: ObjectPlace) throws(Failure) -> [RecordOrigin] {
    let block = contents.blocks[place.block]
    guard Int(place.object) < block.objectCount else { throw Self.damaged(file) }
    let ends = try read(at: block.startsByte + UInt64(place.object) * 4, count: 8)
    let (first, last) = (ends.number32(at: 0), ends.number32(at: 4))
    guard first <= last, Int(last) <= block.recordCount else { throw Self.damaged(file) }
    let size = IndexBlock.recordByteCount
    let bytes = try read(
      at: block.recordsByte + UInt64(first) * UInt64(size), count: Int(last - first) * size)
    return (0..<Int(last - first)).map { bytes.record(at: $0 * size) }
  }

  private func entry(_ place: Int, of block: IndexBlock) throws(Failure) -> NamedRecords.Entry {
    let size = IndexBlock.nameByteCount
    return try read(at: block.startByte + UInt64(place * size), count: size).entry(at: 0)
  }

  private func read(at startByte: UInt64, count: Int) throws(Failure) -> IndexBytes {
    let block = try file.block(at: startByte, byteCount: count)
    guard block.view.count == count else { throw Self.damaged(file) }
    return IndexBytes(block: block)
  }

  private static func damaged(_ file: InputFile) -> Failure {
    Failure(.inputChanged, "the index is not as a run wrote it", file: file.name)
  }
}

/// Some bytes of an index, read as numbers.
private struct IndexBytes {
  let block: ByteBlock

  func number32(at offset: Int) -> UInt32 {
    precondition(offset + 4 <= block.view.count)
    return unsafe UnsafeRawPointer(block.view.start + offset).loadUnaligned(as: UInt32.self)
  }

  func number64(at offset: Int) -> UInt64 {
    precondition(offset + 8 <= block.view.count)
    return unsafe UnsafeRawPointer(block.view.start + offset).loadUnaligned(as: UInt64.self)
  }

  func entry(at offset: Int) -> NamedRecords.Entry {
    NamedRecords.Entry(name: number64(at: offset), object: number32(at: offset + 8))
  }

  func record(at offset: Int) -> RecordOrigin {
    RecordOrigin(
      file: FileID(rawValue: number32(at: offset + 16)), recordNumber: number32(at: offset + 12),
      startByte: number64(at: offset), byteCount: number32(at: offset + 8))
  }
}
