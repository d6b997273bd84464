import Foundation
import Glibc
import Synchronization

/// A temporary folder with a private server in it, which both go when the process ends.
struct ServerFolder: Sendable {
  private static let all = Mutex<[ServerFolder]>([])

  /// Where it is, for short names of sockets directly below `/tmp`.
  let path: String
  /// A file in the folder whose first line is the number of the server's process.
  private let identity: String
  /// What stops the server at once.
  private let end: Int32

  /// Makes a folder that other users may use as well.
  init(_ name: String, identity: String, end: Int32) throws(ServerError) {
    self.identity = identity
    self.end = end
    path = Self.all.withLock { all in
      if all.isEmpty { atexit { ServerFolder.all.withLock { $0 }.forEach { $0.remove() } } }
      return "/tmp/trueup-\(name)-\(getpid())-\(all.count)"
    }
    do {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    } catch {
      throw ServerError(description: "\(error)")
    }
    _ = unsafe chmod(path, 0o777)
    Self.all.withLock { $0.append(self) }
  }

  /// Runs a step on the way to a running server.
  func run(_ words: [String]) throws(ServerError) {
    let answer = DatabaseProgram.run(Self.detached + words)
    guard answer.status == 0 else {
      throw ServerError(description: answer.output + answer.notices)
    }
  }

  /// Sends a signal to the server and waits until it is gone.
  func stop(by signal: Int32) {
    let text = try? String(contentsOfFile: path + "/" + identity, encoding: .utf8)
    let line = text?.split(separator: "\n").first ?? ""
    guard let server = pid_t(line), kill(server, signal) == 0 else { return }
    // One that nobody has waited for yet still has a number, but no program any more.
    while FileManager.default.fileExists(atPath: "/proc/\(server)/exe") { usleep(2_000) }
  }

  private func remove() {
    stop(by: end)
    try? FileManager.default.removeItem(atPath: path)
  }

  /// What to put before a command that leaves a server behind.
  ///
  /// The server would keep files open that others wait for, and the folder from which it was
  /// started may be closed to it.
  private static let detached: [String] = {
    let closing = (3...255).map { "\($0)>&-" }.joined(separator: " ")
    return ["bash", "-c", "cd /tmp; exec \(closing); exec \"$@\"", "bash"]
  }()
}
