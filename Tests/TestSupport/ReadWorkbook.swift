public import Foundation

/// A workbook as another program reads it.
public struct ReadWorkbook: Sendable {
  /// A cell.
  public struct Cell: Decodable, Hashable, Sendable {
    /// What it shows: a text, or a number in decimal digits.
    public var value: String
    /// Its formula, if it has one; what it comes to was checked.
    public var formula: String?
    /// How numbers are written in it.
    public var format: String

    /// Reads a value, a formula and a format.
    public init(from decoder: any Decoder) throws {
      var parts = try decoder.unkeyedContainer()
      value = try parts.decode(String.self)
      formula = try parts.decode(String?.self)
      format = try parts.decode(String.self)
    }
  }

  /// A sheet.
  public struct Sheet: Decodable, Sendable {
    /// Its name.
    public var sheet: String
    /// The first cell that moves.
    public var frozen: String?
    /// The cells that can be filtered.
    public var filter: String?
    /// The rows that every printed page begins with.
    public var repeated: String?
    /// How many charts it has.
    public var charts: Int
    /// How many cells have a note.
    public var notes: Int
    /// What is not blank, by such names as `B7`.
    public var cells: [String: Cell]
  }

  /// What a workbook says about itself.
  public struct Properties: Decodable, Sendable {
    /// What it is called.
    public var title: String
    /// Who made it.
    public var author: String
    /// When.
    public var created: String
    /// Names for cells, and what they are.
    public var names: [String: String]
  }

  /// What it says about itself.
  public var properties: Properties
  /// Its sheets, in order.
  public var sheets: [Sheet]

  /// Whether the program that reads is there.
  public static let isInstalled =
    (try? python(["-c", "import openpyxl"]))?.status == 0

  /// Reads a workbook.
  ///
  /// - Throws: when it is refused, with the reason.
  public init(_ file: URL) throws {
    let reader = Repository.root.appending(path: "Tests/Readers/workbook.py")
    let answer = try Self.python([reader.path, file.path])
    guard answer.status == 0 else { throw Refusal(reason: answer.errors) }
    let lines = answer.output.split(separator: "\n").map { Data($0.utf8) }
    properties = try JSONDecoder().decode(Properties.self, from: lines[0])
    sheets = try lines.dropFirst().map { try JSONDecoder().decode(Sheet.self, from: $0) }
  }

  /// Reads a workbook that is not in a file yet.
  public init(_ bytes: [UInt8]) throws {
    let scratch = try Scratch()
    let file = scratch.folder.appending(path: "workbook.xlsx")
    try Data(bytes).write(to: file)
    try self.init(file)
  }

  /// The sheet of a name.
  public subscript(name: String) -> Sheet? { sheets.first { $0.sheet == name } }

  /// Why a workbook could not be read.
  private struct Refusal: Error { var reason: String }

  private static func python(_ arguments: [String]) throws -> Program.Answer {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/python3")
    process.arguments = arguments
    return try process.answer()
  }
}
