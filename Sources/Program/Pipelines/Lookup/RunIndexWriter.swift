import Bytes
import Diagnostics
import Normalize
import Reconciliation

/// Writes the index of a run from its packed sights.
struct RunIndexWriter: Sendable {
  /// The packed sights of the run.
  let past: StripePast
  /// The files of the run as they were when it read them.
  let stamps: [FileStamp]

  /// Writes the index beside the runs of a pipeline.
  ///
  /// A part of the objects after the other is looked through, as many at once as there are threads,
  /// so that memory does not grow with the input.
  ///
  /// - Throws: `output-unwritable`.
  func write(_ report: RunReport, to store: RunStore, by workers: Workers) throws(Failure) {
    var contents = IndexContents(report, stamps: stamps)
    try store.replace(RunIndex.fileName) { file throws(Failure) in
      var end: UInt64 = 0
      let partCount = past.store.division.count
      for first in stride(from: 0, to: partCount, by: workers.width) {
        let count = min(workers.width, partCount - first)
        let parts = workers.map(count) { [past] place in
          Result { () throws(Failure) in
            NamedRecords(
              packed: try past.store.sights(of: first + place), recordBases: past.recordBases)
          }
        }
        for part in parts {
          let block = try part.get()
          try file.write(block.bytes)
          contents.blocks.append(
            IndexBlock(
              startByte: end, nameCount: block.entries.count,
              objectCount: block.starts.count - 1, recordCount: block.records.count))
          end = contents.blocks[contents.blocks.count - 1].endByte
        }
      }
      let json = contents.json
      let tail = unsafe withUnsafeBytes(of: UInt64(json.count).littleEndian) { unsafe Array($0) }
      try file.write(json + tail + RunIndex.signature)
    }
  }
}

extension NamedRecords {
  /// The block as it lies on the disk, numbers with their low bytes first.
  fileprivate var bytes: [UInt8] {
    let count =
      entries.count * IndexBlock.nameByteCount + starts.count * 4
      + records.count * IndexBlock.recordByteCount
    return unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      var place = unsafe NumberPlace(UnsafeMutableRawPointer(buffer.baseAddress.unsafelyUnwrapped))
      for entry in entries {
        place.put(entry.name)
        place.put(entry.object)
      }
      for start in starts { place.put(start) }
      for record in records {
        place.put(record.startByte)
        place.put(record.byteCount)
        place.put(record.recordNumber)
        place.put(record.file.rawValue)
      }
      filled = place.byteCount
      precondition(filled == count, "a block is not as long as its numbers")
    }
  }
}

/// Writes numbers one after the other, their low bytes first.
@safe private struct NumberPlace {
  private let start: UnsafeMutableRawPointer
  private(set) var byteCount = 0

  init(_ start: UnsafeMutableRawPointer) { unsafe self.start = start }

  mutating func put<Number: FixedWidthInteger & BitwiseCopyable>(_ number: Number) {
    unsafe start.storeBytes(of: number.littleEndian, toByteOffset: byteCount, as: Number.self)
    byteCount += MemoryLayout<Number>.size
  }
}
