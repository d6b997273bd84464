import Foundation

/// A private SQLite database in a temporary folder, used through the `sqlite3` program.
public struct SQLiteFile: Sendable {
  /// Whether tests that need the program should run: always in CI, elsewhere if it is installed.
  public static let isWanted: Bool =
    ProcessInfo.processInfo.environment["CI"] != nil
    || FileManager.default.isExecutableFile(atPath: "/usr/bin/sqlite3")

  /// Why there may be no program here, for the message of a skipped test.
  public static let requirement: String = "sqlite3 is not installed under /usr/bin"

  /// Where the database is.
  public let path: String

  /// Names a new database.
  public init() {
    let name = "trueup-" + UUID().uuidString + ".sqlite"
    path = FileManager.default.temporaryDirectory.appending(path: name).path
  }

  /// Removes the database.
  public func remove() {
    for suffix in ["", "-journal", "-wal", "-shm"] {
      try? FileManager.default.removeItem(atPath: path + suffix)
    }
  }

  /// The command line of the program.
  public func words(_ arguments: [String]) -> [String] {
    ["sqlite3", "-init", "/dev/null", "-batch"] + arguments + [path]
  }

  /// Runs the program with arguments.
  public func run(_ arguments: [String] = [], input: String) -> DatabaseAnswer {
    DatabaseProgram.run(words(arguments), input: input)
  }
}
