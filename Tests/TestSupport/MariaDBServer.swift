import Foundation
import Glibc

/// A private MariaDB server: a socket in a temporary folder, no network, stopped when the process
/// ends.
public final class MariaDBServer: Sendable {
  /// Why there may be no server here, for the message of a skipped test.
  public static let requirement: String = "mariadbd is not installed under /usr/sbin"

  /// Whether tests that need a server should run: always in CI, elsewhere if it is installed.
  public static let isWanted: Bool =
    ProcessInfo.processInfo.environment["CI"] != nil
    || FileManager.default.isExecutableFile(atPath: "/usr/sbin/mariadbd")

  /// The server of this process, started when first asked for; it never waits for the disk.
  public static let shared: Result<MariaDBServer, ServerError> = Result {
    () throws(ServerError) in try MariaDBServer(options: hasty)
  }

  /// Options of a server that nobody is going to kill.
  public static let hasty = [
    "--innodb-flush-log-at-trx-commit=0", "--innodb-flush-method=nosync", "--sync-frm=0",
    "--innodb-doublewrite=0",
  ]

  private let folder: ServerFolder
  private let options: [String]
  private var socket: String { folder.path + "/socket" }

  /// Makes an empty server and starts it.
  public init(options: [String] = []) throws(ServerError) {
    folder = try ServerFolder("maria", identity: "pid", end: SIGKILL)
    let data = "--datadir=\(folder.path)/data"
    let owner = geteuid() == 0 ? ["--user=root"] : []
    self.options =
      [
        "--no-defaults", data, "--socket=\(folder.path)/socket", "--skip-networking",
        // A server that starts removes temporary tables, those of others as well.
        "--tmpdir=\(folder.path)",
        "--pid-file=\(folder.path)/pid", "--skip-log-bin", "--max-connections=40",
        "--innodb-buffer-pool-size=32M", "--innodb-log-file-size=16M",
        "--log-error=\(folder.path)/log", "--character-set-server=utf8mb4",
        "--collation-server=utf8mb4_general_ci",
      ] + owner + options
    try folder.run(
      ["mariadb-install-db", "--no-defaults", data, "--skip-test-db"]
        + ["--auth-root-authentication-method=normal"] + owner)
    try start()
  }

  /// Starts the server, after a crash as well.
  public func start() throws(ServerError) {
    let awaited =
      "rm -f \(socket); \"$@\" < /dev/null > /dev/null 2>&1 & "
      + "for i in $(seq 600); do [ -S \(socket) ] && exit 0; sleep 0.05; done; exit 1"
    try folder.run(["bash", "-c", awaited, "bash", "/usr/sbin/mariadbd"] + options)
  }

  /// Kills the server; what it has not yet written to its files is lost.
  public func crash() { folder.stop(by: SIGKILL) }

  /// Creates an empty database and returns its name.
  public func makeDatabase() -> String {
    let name = "t" + UUID().uuidString.lowercased().filter { $0 != "-" }
    _ = client("", ["-e", "CREATE DATABASE \(name)"])
    return name
  }

  /// Removes a database that is no longer needed.
  public func drop(_ database: String) {
    _ = client("", ["-e", "DROP DATABASE \(database)"])
  }

  /// Runs the client with arguments, stopping at the first error unless they say otherwise.
  public func client(_ database: String, _ arguments: [String], input: String? = nil)
    -> DatabaseAnswer
  {
    DatabaseProgram.run(words(database, arguments), input: input)
  }

  /// The command line of the client.
  public func words(_ database: String, _ arguments: [String]) -> [String] {
    ["mariadb", "--no-defaults", "--socket=\(socket)", "--user=root"] + arguments
      + (database.isEmpty ? [] : [database])
  }

  /// Runs one or more statements and returns the rows without decoration or escapes.
  @discardableResult
  public func query(_ database: String, _ statements: String) -> DatabaseAnswer {
    client(
      database, ["--batch", "--skip-column-names", "--raw", "--default-character-set=utf8mb4"],
      input: statements)
  }

  /// A table as the server's own tool dumps it.
  public func dump(_ database: String, _ table: String) -> DatabaseAnswer {
    DatabaseProgram.run([
      "mariadb-dump", "--no-defaults", "--socket=\(socket)", "--user=root", database, table,
    ])
  }

  /// A whole database as the server's own tool dumps it, the same bytes for the same rows.
  public func dump(_ database: String, to file: String) -> DatabaseAnswer {
    DatabaseProgram.run([
      "mariadb-dump", "--no-defaults", "--socket=\(socket)", "--user=root", "--order-by-primary",
      "--skip-dump-date", "--result-file=\(file)", database,
    ])
  }
}
