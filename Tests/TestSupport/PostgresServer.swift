import Foundation
import Glibc

/// A private PostgreSQL cluster for the tests of one process: a socket in a temporary folder, no
/// network, no `fsync`, stopped when the process ends.
public final class PostgresServer: Sendable {
  /// Why there may be no server here, for the message of a skipped test.
  public static let requirement: String =
    "PostgreSQL 15 is not installed under /usr/lib/postgresql/15/bin"

  /// Whether tests that need a server should run: always in CI, elsewhere if it is installed.
  public static let isWanted: Bool =
    ProcessInfo.processInfo.environment["CI"] != nil
    || FileManager.default.isExecutableFile(atPath: bin + "/postgres")

  /// The server of this process, started when first asked for.
  public static let shared: Result<PostgresServer, ServerError> = start()

  fileprivate static let bin = "/usr/lib/postgresql/15/bin"
  private let folder: URL

  private init(folder: URL) { self.folder = folder }

  private static func start() -> Result<PostgresServer, ServerError> {
    let folder = URL(filePath: "/tmp/trueup-pg-\(getpid())")
    do {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    } catch {
      return .failure(ServerError(description: "\(error)"))
    }
    _ = unsafe chmod(folder.path, 0o777)
    let cluster = folder.path + "/cluster"
    let options =
      "-k \(folder.path) -c listen_addresses= -c fsync=off -c full_page_writes=off "
      + "-c synchronous_commit=off -c shared_buffers=32MB -c max_connections=20"
    let steps = [
      ["\(bin)/initdb", "-D", cluster, "-U", "postgres", "-A", "trust", "-E", "UTF8"]
        + ["--locale=C.UTF-8", "--no-sync"],
      ["\(bin)/pg_ctl", "-D", cluster, "-w", "-s", "-l", folder.path + "/log", "-o", options]
        + ["start"],
    ]
    for step in steps {
      let answer = DatabaseProgram.run(DatabaseProgram.detached + unprivileged + step)
      guard answer.status == 0 else {
        return .failure(ServerError(description: answer.output + answer.notices))
      }
    }
    atexit { PostgresServer.stop() }
    return .success(PostgresServer(folder: folder))
  }

  /// What to put before a command so that it does not run as root, which PostgreSQL refuses.
  fileprivate static var unprivileged: [String] {
    geteuid() == 0
      ? ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"] : []
  }

  private static func stop() {
    let folder = "/tmp/trueup-pg-\(getpid())"
    _ = DatabaseProgram.run(
      unprivileged + ["\(bin)/pg_ctl", "-D", folder + "/cluster", "-m", "immediate", "stop"])
    try? FileManager.default.removeItem(atPath: folder)
  }

  /// A copy of this server that follows it and takes no changes.
  public struct Standby: Sendable {
    /// The folder of its socket.
    public let socket: String

    /// Stops it and removes what it wrote.
    public func stop() {
      _ = DatabaseProgram.run(
        PostgresServer.unprivileged
          + ["\(PostgresServer.bin)/pg_ctl", "-D", socket, "-m", "immediate", "stop"])
      try? FileManager.default.removeItem(atPath: socket)
    }
  }

  /// Starts a standby; one at a time.
  public func makeStandby() throws -> Standby {
    let cluster = folder.path + "/standby"
    let steps = [
      ["\(Self.bin)/pg_basebackup", "-h", folder.path, "-U", "postgres", "-D", cluster]
        + ["--checkpoint=fast", "--write-recovery-conf", "--no-sync"],
      ["\(Self.bin)/pg_ctl", "-D", cluster, "-w", "-s", "-l", folder.path + "/standby-log", "-o"]
        + ["-k \(cluster) -c listen_addresses= -c fsync=off -c max_connections=20", "start"],
    ]
    for step in steps {
      let answer = DatabaseProgram.run(DatabaseProgram.detached + Self.unprivileged + step)
      guard answer.status == 0 else {
        throw ServerError(description: answer.output + answer.notices)
      }
    }
    return Standby(socket: cluster)
  }

  /// Creates an empty database and returns its name.
  public func makeDatabase() -> String {
    let name = "t" + UUID().uuidString.lowercased().filter { $0 != "-" }
    _ = psql("postgres", ["-c", "CREATE DATABASE \(name)"])
    return name
  }

  /// Removes a database that is no longer needed.
  public func drop(_ database: String) {
    _ = psql("postgres", ["-c", "DROP DATABASE \(database) WITH (FORCE)"])
  }

  /// Runs `psql` with arguments, stopping at the first error.
  public func psql(_ database: String, _ arguments: [String], input: String? = nil)
    -> DatabaseAnswer
  {
    DatabaseProgram.run(
      [
        "\(Self.bin)/psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-h", folder.path,
        "-U", "postgres", "-d", database,
      ] + arguments, input: input)
  }

  /// Runs one or more statements and returns the rows without decoration.
  @discardableResult
  public func query(_ database: String, _ statements: String) -> DatabaseAnswer {
    psql(database, ["-A", "-t", "-f", "-"], input: statements)
  }
}
