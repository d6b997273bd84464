import Bytes
import Diagnostics
import Foundation

/// Runs the hot loop of one room over files, so that it can be timed and its instructions counted.
///
///     RoomBenchmarks extraction EVENTS
///     RoomBenchmarks dumps JOBS FILE COLUMN:KIND,… FILE COLUMN:KIND,…
///     RoomBenchmarks compression FILE JOBS
///
/// What it prints is compared with what other programs make of the same files.
@main
struct Main {
  static func main() {
    do throws(Failure) {
      guard try perform(Array(CommandLine.arguments.dropFirst())) else { exit(EX_USAGE) }
    } catch {
      FileHandle.standardError.write(Data((error.rendered + "\n").utf8))
      exit(EX_DATAERR)
    }
  }

  /// Does what the words say; false if they say nothing known.
  private static func perform(_ words: [String]) throws(Failure) -> Bool {
    switch words.first {
    case "extraction" where words.count == 2:
      try say(ExtractionLoop().sums(of: words[1]).line + "\n")
    case "dumps" where words.count >= 4 && words.count.isMultiple(of: 2):
      guard let jobs = Int(words[1]), jobs > 0 else { return false }
      var lines = "column,count,greatest\n"
      for place in stride(from: 2, to: words.count, by: 2) {
        guard let columns = DumpColumn.list(words[place + 1]) else { return false }
        lines += try DumpLoop(columns: columns, threads: Threads(width: jobs)).lines(
          of: words[place])
      }
      try say(lines)
    case "compression" where words.count == 3:
      guard let jobs = Int(words[2]), jobs > 0 else { return false }
      try CompressionLoop(threads: Threads(width: jobs)).run(words[1], to: standardOutput)
    default:
      return false
    }
    return true
  }

  private static var standardOutput: DescriptorWriter {
    DescriptorWriter(STDOUT_FILENO, name: "standard output")
  }

  private static func say(_ text: String) throws(Failure) {
    let bytes = Array(text.utf8)
    try unsafe bytes.withUnsafeBufferPointer { buffer throws(Failure) in
      try unsafe standardOutput.write(ByteView(buffer))
    }
  }
}
