import Glibc

extension PostgresServer {
  /// A copy of a server that follows it and takes no changes.
  public struct Standby: Sendable {
    private let folder: ServerFolder
    /// The folder of its socket.
    public var socket: String { folder.path }

    init(of primary: PostgresServer) throws(ServerError) {
      folder = try ServerFolder("pg", identity: "cluster/postmaster.pid", end: SIGQUIT)
      try primary.copy(to: folder)
    }

    /// Stops it.
    public func stop() { folder.stop(by: SIGQUIT) }
  }

  /// Starts a standby.
  public func makeStandby() throws(ServerError) -> Standby { try Standby(of: self) }
}
