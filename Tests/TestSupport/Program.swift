public import Foundation

/// The real program, as it was built beside the tests.
public enum Program {
  /// What a run of the program left behind.
  public struct Answer: Sendable {
    /// The exit status.
    public var status: Int32
    /// What it wrote to the standard output.
    public var output: String
    /// What it wrote to the standard error.
    public var errors: String
  }

  /// The built program: it lies in the same folder as the tests themselves, unless
  /// `TRUEUP_PROGRAM` names another one, such as a faster one for many trials.
  public static let url: URL = {
    if let path = ProcessInfo.processInfo.environment["TRUEUP_PROGRAM"] {
      return URL(filePath: path)
    }
    let tests = URL(filePath: CommandLine.arguments[0]).resolvingSymlinksInPath()
    var folder = tests.deletingLastPathComponent()
    for _ in 0..<4 {
      let candidate = folder.appending(path: "trueup")
      if FileManager.default.isExecutableFile(atPath: candidate.path) { return candidate }
      folder = folder.deletingLastPathComponent()
    }
    return Repository.root.appending(path: ".build/debug/trueup")
  }()

  /// Runs the program and waits for it.
  ///
  /// - Parameters:
  ///   - arguments: the words after its name.
  ///   - folder: the working directory; the repository when nil.
  ///   - environment: variables that are set besides those of the tests.
  /// - Returns: its exit status and what it wrote.
  /// - Throws: when the program cannot be started.
  public static func run(
    _ arguments: [String], in folder: URL? = nil, environment: [String: String] = [:]
  ) throws -> Answer {
    let process = Process()
    process.executableURL = url
    process.arguments = arguments
    process.currentDirectoryURL = folder ?? Repository.root
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    return try process.answer()
  }
}

extension Process {
  /// Runs the process and waits for it.
  ///
  /// What it says goes to files, which never fill up as pipes do.
  ///
  /// - Returns: its exit status and what it wrote.
  /// - Throws: when it cannot be started.
  public func answer() throws -> Program.Answer {
    let scratch = try Scratch()
    let output = scratch.folder.appending(path: "out")
    let errors = scratch.folder.appending(path: "err")
    for file in [output, errors] {
      _ = FileManager.default.createFile(atPath: file.path, contents: nil)
    }
    standardInput = FileHandle.nullDevice
    standardOutput = try FileHandle(forWritingTo: output)
    standardError = try FileHandle(forWritingTo: errors)
    try run()
    waitUntilExit()
    return Program.Answer(
      status: terminationStatus, output: try String(contentsOf: output, encoding: .utf8),
      errors: try String(contentsOf: errors, encoding: .utf8))
  }
}

/// A folder for one test, removed with the value.
public final class Scratch: Sendable {
  /// The folder.
  public let folder: URL

  /// Makes a folder.
  public init() throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "trueup-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  /// Writes a file below the folder.
  public func write(_ text: String, to path: String) throws {
    let file = folder.appending(path: path)
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: file)
  }

  /// Reads a file below the folder.
  public func read(_ path: String) throws -> String {
    try String(contentsOf: folder.appending(path: path), encoding: .utf8)
  }
}
