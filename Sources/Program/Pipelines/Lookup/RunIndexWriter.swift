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
      for first in stride(from: 0, to: FactPartitions.count, by: workers.width) {
        let count = min(workers.width, FactPartitions.count - first)
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
      var tail: [UInt8] = []
      tail.append(number: UInt64(json.count))
      try file.write(json + tail + RunIndex.signature)
    }
  }
}

extension NamedRecords {
  /// The block as it lies on the disk, numbers with their low bytes first.
  fileprivate var bytes: [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(
      entries.count * IndexBlock.nameByteCount + starts.count * 4
        + records.count * IndexBlock.recordByteCount)
    for entry in entries {
      bytes.append(number: entry.name)
      bytes.append(number: entry.object)
    }
    for start in starts { bytes.append(number: start) }
    for record in records {
      bytes.append(number: record.startByte)
      bytes.append(number: record.byteCount)
      bytes.append(number: record.recordNumber)
      bytes.append(number: record.file.rawValue)
    }
    return bytes
  }
}

extension [UInt8] {
  /// Appends the bytes of a number, the low ones first.
  fileprivate mutating func append(number: some FixedWidthInteger) {
    unsafe Swift.withUnsafeBytes(of: number.littleEndian) { unsafe append(contentsOf: $0) }
  }
}
