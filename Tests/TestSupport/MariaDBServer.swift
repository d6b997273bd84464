import Foundation
import Glibc

/// A private MariaDB server for the tests of one process: a socket in a temporary folder, no
/// network, no syncing, stopped when the process ends.
public final class MariaDBServer: Sendable {
  /// Why there may be no server here, for the message of a skipped test.
  public static let requirement: String = "mariadbd is not installed under /usr/sbin"

  /// Whether tests that need a server should run: always in CI, elsewhere if it is installed.
  public static let isWanted: Bool =
    ProcessInfo.processInfo.environment["CI"] != nil
    || FileManager.default.isExecutableFile(atPath: "/usr/sbin/mariadbd")

  /// The server of this process, started when first asked for.
  public static let shared: Result<MariaDBServer, ServerError> = start()

  private static var folder: String { "/tmp/trueup-maria-\(getpid())" }
  private let socket: String

  private init(socket: String) { self.socket = socket }

  private static func start() -> Result<MariaDBServer, ServerError> {
    let socket = folder + "/socket"
    let owner = geteuid() == 0 ? ["--user=root"] : []
    let options =
      [
        "--no-defaults", "--datadir=\(folder)/data", "--socket=\(socket)", "--skip-networking",
        "--pid-file=\(folder)/pid", "--innodb-flush-log-at-trx-commit=0", "--skip-log-bin",
        "--innodb-buffer-pool-size=32M", "--innodb-log-file-size=16M", "--max-connections=40",
        "--log-error=\(folder)/log", "--character-set-server=utf8mb4",
        "--collation-server=utf8mb4_general_ci",
      ] + owner
    let install =
      [
        "mariadb-install-db", "--no-defaults", "--datadir=\(folder)/data", "--skip-test-db",
        "--auth-root-authentication-method=normal",
      ] + owner
    let awaited =
      "\"$@\" < /dev/null > /dev/null 2>&1 & "
      + "for i in $(seq 300); do [ -S \(socket) ] && exit 0; sleep 0.1; done; exit 1"
    let steps = [
      ["mkdir", "-p", folder], install,
      DatabaseProgram.detached + ["bash", "-c", awaited, "bash", "/usr/sbin/mariadbd"] + options,
    ]
    for step in steps {
      let answer = DatabaseProgram.run(step)
      guard answer.status == 0 else {
        return .failure(ServerError(description: answer.output + answer.notices))
      }
    }
    atexit { MariaDBServer.stop() }
    return .success(MariaDBServer(socket: socket))
  }

  private static func stop() {
    let number = (try? String(contentsOfFile: folder + "/pid", encoding: .utf8)) ?? ""
    if let process = pid_t(number.trimmingCharacters(in: .whitespacesAndNewlines)) {
      _ = kill(process, SIGKILL)
    }
    try? FileManager.default.removeItem(atPath: folder)
  }

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
}
