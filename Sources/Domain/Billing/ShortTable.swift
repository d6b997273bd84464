public import Diagnostics

/// A small CSV file that a pipeline names, such as one of rates: a line of fixed column names, then
/// one row a line, ended by LF or CR LF.
///
/// Cells are not quoted, but the last one is all that is left of its line.
public struct ShortTable: Sendable {
  /// One line below the names.
  public struct Row: Sendable {
    /// As many cells as there are columns.
    public var cells: [String]
    /// The line's number; the first one is 1.
    public var line: Int
  }

  /// The rows, in their order.
  public private(set) var rows: [Row] = []
  private var refusal: Failure

  /// Splits a file into cells.
  ///
  /// - Parameters:
  ///   - file: the whole file.
  ///   - name: how to call it in messages.
  ///   - columns: the names that the first line must have.
  ///   - firstLine: the number of its first line, for one that stands below another text.
  ///   - code: the code of the failure when the file is none of its kind.
  ///   - meaning: what a line ought to be, for messages: `a rate of exchange`.
  ///   - help: what to write.
  /// - Throws: the failure, with the line, where the names or the number of cells are others.
  public init(
    _ file: [UInt8], name: String, columns: [String], firstLine: Int = 1, code: Failure.Code,
    meaning: String, help: String
  ) throws(Failure) {
    refusal = Failure(
      code, "the line is not \(meaning)", file: name,
      help: "write “\(columns.joined(separator: ","))” first, then \(help)")
    let lines = file.split(separator: 0x0A, omittingEmptySubsequences: false)
    for (index, line) in lines.enumerated() where !(line.isEmpty && index == lines.count - 1) {
      let line = line.last == 0x0D ? line.dropLast() : line
      let cells = line.split(
        separator: UInt8(ascii: ","), maxSplits: columns.count - 1,
        omittingEmptySubsequences: false
      ).map { String(decoding: $0, as: UTF8.self) }
      let row = Row(cells: cells, line: index + firstLine)
      guard cells.count == columns.count, index > 0 || cells == columns else {
        throw refusal(of: row)
      }
      if index > 0 { rows.append(row) }
    }
  }

  /// The failure to throw for a row that says nothing of the kind.
  public func refusal(of row: Row) -> Failure {
    var failure = refusal
    failure.position = .init(line: row.line)
    return failure
  }
}
