import Billing
public import Bytes
import Diagnostics
import Reconciliation

/// Where objects were seen last, packed: each is made anew when it is asked for.
public struct PackedSights: RandomAccessCollection, Sendable {
  private var rows = PackedRows()

  init() {}

  /// The place of the first.
  public var startIndex: Int { 0 }
  /// The place behind the last.
  public var endIndex: Int { rows.count }

  /// A sight.
  public subscript(place: Int) -> ObjectSight {
    rows.read(place) { reader in
      ObjectSight(
        object: reader.takeSymbol(),
        sight: Sight(
          time: reader.takeTime(after: 0) ?? Timestamp(microseconds: 0),
          event: reader.takeSymbol(),
          origin: RecordOrigin(
            file: FileID(rawValue: UInt32(truncatingIfNeeded: reader.take())),
            recordNumber: UInt32(truncatingIfNeeded: reader.take()), startByte: reader.take(),
            byteCount: UInt32(truncatingIfNeeded: reader.take()))))
    }
  }

  /// The object of a sight.
  public func object(_ place: Int) -> Symbol { rows.read(place) { $0.takeSymbol() } }

  /// Adds a sight.
  public mutating func append(_ seen: ObjectSight) {
    rows.append(numberCount: 8) { writer in
      writer.put(seen.object)
      writer.put(seen.sight.time, after: 0)
      writer.put(seen.sight.event)
      writer.put(UInt64(seen.sight.origin.file.rawValue))
      writer.put(UInt64(seen.sight.origin.recordNumber))
      writer.put(seen.sight.origin.startByte)
      writer.put(UInt64(seen.sight.origin.byteCount))
    }
  }

  /// Makes room, so that nothing is moved while sights like those of others are added.
  mutating func reserve(_ times: Int, like other: PackedSights) {
    rows.reserve(times, like: other.rows)
  }
}
