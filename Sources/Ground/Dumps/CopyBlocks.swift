import Bytes
import Diagnostics

/// The tables of a `pg_dump` script, each between `COPY … FROM stdin;` and `\.`.
struct CopyBlocks {
  let bytes: ByteView

  private struct Block {
    var path: [[UInt8]]
    var columns: [[UInt8]]
    var rows: Range<Int>
  }

  /// The columns and rows of one table of a script that is whole.
  ///
  /// Throws `dump-missing-table` and `dump-incomplete`.
  func header(of table: String?) throws(Failure) -> DumpHeader {
    let (blocks, end) = try blocks()
    guard
      bytes.offset(of: "-- PostgreSQL database dump complete", from: end) < bytes.count
    else {
      throw Self.incomplete("the script has no end mark", at: bytes.count)
    }
    let name = table.map(TableName.init)
    let wanted = blocks.filter { name?.matches($0.path) ?? true }
    guard let block = wanted.first, wanted.count == 1 else {
      throw TableName.missing(table, found: wanted.count)
    }
    return DumpHeader(
      columns: try block.columns.columnNames(), rows: block.rows, endIsProven: true)
  }

  private func blocks() throws(Failure) -> (blocks: [Block], end: Int) {
    var blocks: [Block] = []
    var end = 0
    var scan = SQLScan(bytes, escape: .standardSQL)
    scan.skipTrivia()
    while !scan.isAtEnd {
      if scan.take("COPY") {
        let (block, after) = try block(&scan)
        blocks.append(block)
        scan.at = after
        end = after
      } else {
        scan.skipStatement()
      }
      scan.skipTrivia()
    }
    return (blocks, end)
  }

  /// Reads a block whose keyword has been passed, and finds what follows its end marker.
  private func block(_ scan: inout SQLScan) throws(Failure) -> (Block, Int) {
    let start = scan.at
    guard let path = scan.path(), let columns = scan.names(), scan.take("FROM"),
      scan.take("stdin"), scan.next == UInt8(ascii: ";")
    else {
      throw Failure(.dumpBadHeader, "a COPY statement pg_dump does not write", byte: UInt64(start))
    }
    let first = bytes.offset(of: 0x0A, from: scan.at) + 1
    guard first <= bytes.count else { throw Self.incomplete("a table has no rows", at: start) }
    // The line feed that ends the statement begins the search: a table may have no rows.
    let marker = bytes.offset(of: "\n\\.\n", from: first - 1)
    guard marker < bytes.count else {
      throw Self.incomplete("the rows of a table do not end with \\.", at: start)
    }
    return (Block(path: path, columns: columns, rows: first..<marker + 1), marker + 4)
  }

  private static func incomplete(_ message: String, at offset: Int) -> Failure {
    Failure(
      .dumpIncomplete, message, byte: UInt64(offset),
      help: "the dump was cut; run pg_dump again and check that it succeeds")
  }
}
