import Foundation

/// The programs of databases, given text for standard input.
public enum DatabaseProgram {
  /// Runs a command and waits for its end.
  ///
  /// Input and output are files, so that no pipe can fill up.
  public static func run(_ words: [String], input: String? = nil) -> DatabaseAnswer {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = words
    process.currentDirectoryURL = URL(filePath: "/tmp")
    let files = (0..<3).map { _ in
      FileManager.default.temporaryDirectory.appending(path: "trueup-" + UUID().uuidString)
    }
    defer { for file in files { try? FileManager.default.removeItem(at: file) } }
    for (file, text) in zip(files, [input ?? "", "", ""]) {
      _ = FileManager.default.createFile(atPath: file.path, contents: Data(text.utf8))
    }
    do {
      process.standardInput = try FileHandle(forReadingFrom: files[0])
      process.standardOutput = try FileHandle(forWritingTo: files[1])
      process.standardError = try FileHandle(forWritingTo: files[2])
      try process.run()
    } catch {
      return DatabaseAnswer(status: -1, output: "", notices: "\(error)")
    }
    process.waitUntilExit()
    let texts = files.map { String(decoding: (try? Data(contentsOf: $0)) ?? Data(), as: UTF8.self) }
    return DatabaseAnswer(status: process.terminationStatus, output: texts[1], notices: texts[2])
  }

  /// What to put before a command that leaves a server behind.
  ///
  /// The server would inherit the descriptor by which Foundation notices that a process ended,
  /// and waiting for the command would last as long as the server.
  static let detached: [String] = {
    let closing = (3...63).map { "\($0)>&-" }.joined(separator: " ")
    return ["bash", "-c", "exec \(closing); exec \"$@\"", "bash"]
  }()
}

/// What a program said.
public struct DatabaseAnswer: Sendable {
  /// The exit status.
  public var status: Int32
  /// Standard output.
  public var output: String
  /// Standard error: notices and errors.
  public var notices: String
}

/// Why a server did not start.
public struct ServerError: Error, CustomStringConvertible {
  /// What the failing command said.
  public var description: String
}
