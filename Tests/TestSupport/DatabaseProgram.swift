import Foundation
public import Glibc

/// The programs of databases, given text for standard input.
///
/// They are started without `Process`, which costs more than they do: thousands of runs are
/// needed to see what a script does when it is cut anywhere.
public struct DatabaseProgram: Sendable {
  /// The number of the process.
  public let id: pid_t

  /// Starts a command with three open files for its input, output and errors.
  ///
  /// - Throws: when there is no such program.
  public init(_ words: [String], files: [Int32]) throws(ServerError) {
    var actions = unsafe posix_spawn_file_actions_t()
    unsafe posix_spawn_file_actions_init(&actions)
    defer { unsafe posix_spawn_file_actions_destroy(&actions) }
    for (place, file) in files.enumerated() {
      unsafe posix_spawn_file_actions_adddup2(&actions, file, Int32(place))
    }
    let variables = ProcessInfo.processInfo.environment.map { "\($0.key)=\($0.value)" }
    var arguments = unsafe words.map { unsafe strdup($0) } + [nil]
    var environment = unsafe variables.map { unsafe strdup($0) } + [nil]
    defer { unsafe (arguments + environment).forEach { unsafe free($0) } }
    var id = pid_t()
    let status = unsafe posix_spawnp(&id, words[0], &actions, nil, &arguments, &environment)
    guard status == 0 else { throw ServerError(description: "\(words[0]) does not start") }
    self.id = id
  }

  /// Whether the process has not come to its end.
  public var isRunning: Bool { FileManager.default.fileExists(atPath: "/proc/\(id)/exe") }

  /// Kills the process.
  public func kill() { _ = Glibc.kill(id, SIGKILL) }

  /// Waits for the end and returns the exit status, or 128 and the signal.
  @discardableResult
  public func wait() -> Int32 {
    var status: Int32 = 0
    while unsafe waitpid(id, &status, 0) < 0 && errno == EINTR {}
    let signal = status & 0x7f
    return signal == 0 ? (status >> 8) & 0xff : 128 + signal
  }

  /// Runs a command and waits for its end.
  ///
  /// Input and output are files without a name, so that no pipe can fill up.
  public static func run(_ words: [String], input: String? = nil) -> DatabaseAnswer {
    do {
      let running = try Running(words, input: input ?? "")
      return running.answer()
    } catch {
      return DatabaseAnswer(status: -1, output: "", notices: "\(error)")
    }
  }
}

extension DatabaseProgram {
  /// A command that is under way, with its input and what it says.
  public struct Running: ~Copyable {
    /// The process.
    public let program: DatabaseProgram
    private let files: [Int32]

    /// Starts a command.
    ///
    /// - Throws: when there is no such program.
    public init(_ words: [String], input: String) throws(ServerError) {
      let files = (0..<3).map { _ in Self.namelessFile() }
      let text = Array(input.utf8)
      guard unsafe write(files[0], text, text.count) == text.count else {
        throw ServerError(description: "there is no room for temporary files")
      }
      lseek(files[0], 0, SEEK_SET)
      program = try DatabaseProgram(words, files: files)
      self.files = files
    }

    /// Waits for the end.
    public consuming func answer() -> DatabaseAnswer {
      let status = program.wait()
      let texts = files.map { file in
        defer { close(file) }
        let size = Int(lseek(file, 0, SEEK_END))
        lseek(file, 0, SEEK_SET)
        return unsafe String(unsafeUninitializedCapacity: size) { bytes in
          max(0, unsafe read(file, bytes.baseAddress, size))
        }
      }
      return DatabaseAnswer(status: status, output: texts[1], notices: texts[2])
    }

    private static func namelessFile() -> Int32 {
      var name = Array("/tmp/trueup-XXXXXX".utf8CString)
      let file = unsafe mkstemp(&name)
      unsafe unlink(name)
      return file
    }
  }
}

/// What a program said.
public struct DatabaseAnswer: Sendable {
  /// The exit status.
  public var status: Int32
  /// Standard output.
  public var output: String
  /// Standard error: notices and errors.
  public var notices: String
  /// Both.
  public var text: String { output + notices }
}

/// Why a server did not start.
public struct ServerError: Error, CustomStringConvertible {
  /// What the failing command said.
  public var description: String
}
