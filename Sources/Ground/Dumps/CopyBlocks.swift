import Bytes
import Diagnostics
struct CopyBlocks {
  let bytes: ByteView
  func header(of table: String?) throws(Failure) -> DumpHeader {
    throw Failure(.dumpMissingTable, "")
  }
}
struct InsertScript {
  let bytes: ByteView
  let format: DumpFormat
  func header(of table: String?, declaring: [String]) throws(Failure) -> DumpHeader {
    throw Failure(.dumpMissingTable, "")
  }
}
extension RecordPass {
  mutating func readInserts(
    into: String?, log: inout DiagnosticLog, visit: (borrowing DumpRow) -> Void
  ) {}
}
enum SQLLiteral {
  static func plain(_ raw: ByteView, escape: DumpFormat.Escape) -> ByteView? { raw }
  static func decode(_ raw: ByteView, escape: DumpFormat.Escape, into scratch: inout [UInt8]) {}
}
