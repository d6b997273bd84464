import Bytes
import Diagnostics
import Pipelines
import Reconciliation

#if canImport(Glibc)
import Glibc
#endif

/// The program: the only place that knows the shell.
@main
struct Main {
  static func main() {
    // A reader that goes away must not look like a crash.
    signal(SIGPIPE, SIG_IGN)
    umask(0o077)
    let words = Array(CommandLine.arguments.dropFirst())
    let shell = Shell(log: LogFormat(words))
    do throws(Failure) {
      exit(try shell.status(of: words))
    } catch {
      shell.warn(LogEntry(error))
      // EX_TEMPFAIL: the same call may succeed once the other run is done.
      exit(error.code == .outputLocked ? EX_TEMPFAIL : ExitStatus.failure.rawValue)
    }
  }
}

/// What the program says to the shell at its end.
typealias ExitStatus = RunReport.ExitStatus

/// The two streams of the program and what its words lead to.
struct Shell {
  /// The version of the program.
  static let version = "0.1.0"

  /// How the standard error is written.
  var log: LogFormat

  /// Does what the words say.
  ///
  /// - Returns: the exit status.
  func status(of words: [String]) throws(Failure) -> Int32 {
    switch words.first {
    case nil:
      try say(folded: HelpText.overview)
      return ExitStatus.failure.rawValue
    case "--version":
      try say("trueup \(Self.version)\n")
      return 0
    case "--help", "-h":
      try say(folded: HelpText.overview)
      return 0
    case .some(let name):
      guard let command = CommandRow.all.first(where: { $0.name == name }) else {
        let help = NearestWord.help(name, among: CommandRow.all.map(\.name))
        return misuse(UsageFault("there is no command \(name)", help: help ?? "trueup help"))
      }
      return try status(of: command, Array(words.dropFirst()))
    }
  }

  private func status(of command: CommandRow, _ words: [String]) throws(Failure) -> Int32 {
    let arguments: ParsedArguments
    do throws(UsageFault) {
      arguments = try ParsedArguments(words, for: command)
    } catch {
      return misuse(error)
    }
    if arguments.has("help") {
      try say(folded: HelpText.of(command))
      return 0
    }
    switch command.name {
    case "run": return try RunCommand(shell: self, arguments: arguments).status()
    case "stage": return try StageCommand(shell: self, arguments: arguments).status()
    case "explain": return try ExplainCommand(shell: self, arguments: arguments).status()
    case "check": return try CheckCommand(shell: self, arguments: arguments).status()
    case "compare": return try CompareCommand(shell: self, arguments: arguments).status()
    case "bundle": return try BundleCommand(shell: self, arguments: arguments).status()
    case "prune": return try PruneCommand(shell: self, arguments: arguments).status()
    case "completions":
      return try CompletionsCommand(shell: self, arguments: arguments).status()
    case "verify": return try VerifyCommand(shell: self, arguments: arguments).status()
    case "metrics": return try MetricsCommand(shell: self, arguments: arguments).status()
    case "generate": return try GenerateCommand(shell: self, arguments: arguments).status()
    default: return try HelpCommand(shell: self, arguments: arguments).status()
    }
  }

  // MARK: Streams

  /// Writes to the standard output; a full disk is a failure, not a surprise.
  func say(_ text: String) throws(Failure) { try say(Array(text.utf8)) }

  /// Writes a text of which no line is longer than the terminal is wide; whatever reads a pipe gets
  /// the lines whole.
  func say(folded text: String) throws(Failure) {
    try say(Terminal().columns.map { HangingText.folded(text, to: $0) } ?? text)
  }

  /// Writes bytes to the standard output.
  func say(_ bytes: [UInt8]) throws(Failure) {
    let output = DescriptorWriter(STDOUT_FILENO, name: "standard output")
    do throws(Failure) {
      try unsafe bytes.withUnsafeBufferPointer { buffer throws(Failure) in
        try unsafe output.write(ByteView(buffer))
      }
    } catch {
      var failure = error
      failure.help = "check what reads the standard output; files that were written are whole"
      throw failure
    }
  }

  /// Writes an entry to the standard error, where failing would help nobody; for people it is no
  /// wider than their terminal.
  func warn(_ entry: LogEntry) {
    let columns = log == .text ? Terminal(STDERR_FILENO).columns : nil
    let line = entry.line(in: log)
    StandardError.write(columns.map { HangingText.folded(line, to: $0) } ?? line)
  }

  /// Explains a mistake in the command line.
  func misuse(_ fault: UsageFault) -> Int32 {
    warn(LogEntry(fault))
    return ExitStatus.failure.rawValue
  }
}

/// The stream for people.
enum StandardError {
  /// Writes a text, and does nothing where that fails.
  static func write(_ text: String) {
    var output = DescriptorWriter(STDERR_FILENO, name: "standard error")
    try? output.write(text)
  }
}
