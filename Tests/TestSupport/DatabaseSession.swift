import Glibc

/// A program of a database that is kept open: it answers at once, or works beside others.
///
/// The program stops at its first error, and the next statements open it again.
public final class DatabaseSession: Sendable {
  /// The command line of the program, and what every session begins with.
  private let words: [String]
  private let prelude: String
  nonisolated(unsafe) private var open: (program: DatabaseProgram, socket: Int32)?

  /// A statement whose answer shows that all before it has been done.
  private static let mark = "trueup: all of it was said"

  /// Names a session of one thread; it begins with the first statements.
  public init(_ words: [String], prelude: String) {
    self.words = words
    self.prelude = prelude
  }

  deinit { close() }

  /// Runs statements and waits for their answers; the status is not 0 after an error.
  public func ask(_ statements: String) -> DatabaseAnswer {
    tell(statements)
    return answers()
  }

  /// Sends statements without waiting.
  public func tell(_ statements: String) {
    do {
      let socket = try unsafe open?.socket ?? begin()
      send(statements, to: socket)
    } catch {
      return
    }
  }

  /// Waits for the answers to all that was told.
  public func answers() -> DatabaseAnswer {
    guard let (program, socket) = unsafe open else {
      return DatabaseAnswer(status: -1, output: "", notices: "\(words[0]) does not start")
    }
    send("SELECT '\(Self.mark)';\n", to: socket)
    let mark = Array((Self.mark + "\n").utf8)
    var said: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 65_536)
    while !said.suffix(mark.count).elementsEqual(mark) {
      let count = unsafe read(socket, &piece, piece.count)
      guard count > 0 else {
        _ = Glibc.close(socket)
        unsafe open = nil
        let text = String(decoding: said, as: UTF8.self)
        return DatabaseAnswer(status: max(1, program.wait()), output: "", notices: text)
      }
      said += piece[..<count]
    }
    let text = String(decoding: said.dropLast(mark.count), as: UTF8.self)
    return DatabaseAnswer(status: 0, output: text, notices: "")
  }

  /// Ends the session; what it has not committed is lost.
  public func close() {
    guard let (program, socket) = unsafe open else { return }
    unsafe open = nil
    program.kill()
    _ = Glibc.close(socket)
    program.wait()
  }

  private func begin() throws(ServerError) -> Int32 {
    var pair: [Int32] = [0, 0]
    let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
    guard unsafe socketpair(AF_UNIX, kind, 0, &pair) == 0 else {
      throw ServerError(description: "there is no socket")
    }
    let program = try DatabaseProgram(words, files: [pair[1], pair[1], pair[1]])
    _ = Glibc.close(pair[1])
    unsafe open = (program, pair[0])
    send(prelude, to: pair[0])
    return pair[0]
  }

  private func send(_ statements: String, to socket: Int32) {
    var bytes = Array(statements.utf8)
    while let last = bytes.last, last == UInt8(ascii: "\n") || last == UInt8(ascii: " ") {
      bytes.removeLast()
    }
    let line = bytes.split(separator: UInt8(ascii: "\n")).last
    // Commands of a program itself take the whole line.
    if let last = bytes.last, last != UInt8(ascii: ";"), line?.first != UInt8(ascii: ".") {
      bytes.append(UInt8(ascii: ";"))
    }
    bytes.append(UInt8(ascii: "\n"))
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = unsafe rest.withUnsafeBytes { rest in
        unsafe Glibc.send(socket, rest.baseAddress, rest.count, Int32(MSG_NOSIGNAL))
      }
      guard count > 0 else { return }
      rest = rest.dropFirst(count)
    }
  }
}
