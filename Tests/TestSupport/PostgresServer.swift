import Foundation
import Glibc

/// A private PostgreSQL cluster: a socket in a temporary folder, no network, stopped when the
/// process ends.
public final class PostgresServer: Sendable {
  /// Why there may be no server here, for the message of a skipped test.
  public static let requirement: String =
    "PostgreSQL 15 is not installed under /usr/lib/postgresql/15/bin"

  /// Whether tests that need a server should run: always in CI, elsewhere if it is installed.
  public static let isWanted: Bool =
    ProcessInfo.processInfo.environment["CI"] != nil
    || FileManager.default.isExecutableFile(atPath: bin + "/postgres")

  /// The server of this process, started when first asked for; it never waits for the disk.
  public static let shared: Result<PostgresServer, ServerError> = Result {
    () throws(ServerError) in
    try PostgresServer(
      options: "-c fsync=off -c full_page_writes=off -c synchronous_commit=off")
  }

  private static let bin = "/usr/lib/postgresql/15/bin"
  private let folder: ServerFolder
  private let options: String

  /// Makes a cluster and starts its server.
  public init(options: String = "") throws(ServerError) {
    folder = try ServerFolder("pg", identity: "cluster/postmaster.pid", end: SIGQUIT)
    self.options =
      "-c listen_addresses= -c shared_buffers=32MB -c max_connections=30 "
      + options
    try folder.run(
      Self.unprivileged
        + ["\(Self.bin)/initdb", "-D", folder.path + "/cluster", "-U", "postgres", "-A", "trust"]
        + ["-E", "UTF8", "--locale=C.UTF-8", "--no-sync"])
    try start()
  }

  /// Starts the server, after a crash as well.
  public func start() throws(ServerError) {
    // What a server that was killed left behind takes a moment to end.
    for _ in 0..<50 {
      if (try? Self.start(in: folder, options)) != nil { return }
      usleep(20_000)
    }
    try Self.start(in: folder, options)
  }

  private static func start(in folder: ServerFolder, _ options: String) throws(ServerError) {
    try folder.run(
      unprivileged
        + ["\(bin)/pg_ctl", "-D", folder.path + "/cluster", "-w", "-s", "-l", folder.path + "/log"]
        + ["-o", "-k \(folder.path) " + options, "start"])
  }

  /// Copies the cluster to another folder, where a standby starts from it.
  func copy(to other: ServerFolder) throws(ServerError) {
    try other.run(
      Self.unprivileged
        + ["\(Self.bin)/pg_basebackup", "-h", folder.path, "-U", "postgres", "--no-sync"]
        + ["-D", other.path + "/cluster", "--checkpoint=fast", "--write-recovery-conf"])
    try Self.start(in: other, options)
  }

  /// Kills the server; what it has not yet written to its files is lost.
  public func crash() { folder.stop(by: SIGKILL) }

  /// What to put before a command so that it does not run as root, which PostgreSQL refuses.
  private static var unprivileged: [String] {
    geteuid() == 0
      ? ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"] : []
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

  /// The command line of `psql`, which stops at the first error unless the arguments say otherwise.
  public func words(_ database: String, _ arguments: [String]) -> [String] {
    [
      "\(Self.bin)/psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-h", folder.path,
      "-U", "postgres", "-d", database,
    ] + arguments
  }

  /// Runs `psql` with arguments, stopping at the first error.
  public func psql(_ database: String, _ arguments: [String], input: String? = nil)
    -> DatabaseAnswer
  {
    DatabaseProgram.run(words(database, arguments), input: input)
  }

  /// Runs one or more statements and returns the rows without decoration.
  @discardableResult
  public func query(_ database: String, _ statements: String) -> DatabaseAnswer {
    psql(database, ["-A", "-t", "-f", "-"], input: statements)
  }
}
