import Bytes
public import Diagnostics
import Emit
import JSON
public import Reconciliation

/// A run directory as it lies on the disk, looked at again.
public struct FinishedRun: Sendable {
  /// The name of the run.
  public let runID: String
  /// The instant it judged, in ISO form.
  public let asOf: String
  /// What it looked for.
  public let scope: RunScope
  /// Whether its evidence was whole, so that what it did not find was not there.
  public var isTrustworthy: Bool { scope.isTrustworthy }
  /// What it found, in the order of its report.
  let findings: [Finding]
  /// Files that are missing or not what the manifest says, each with what is wrong.
  public let faults: [Fault]
  /// How many files the manifest lists.
  public let fileCount: Int

  /// A file of the run that is not as the run left it.
  public struct Fault: Hashable, Sendable {
    /// The file.
    public var file: String
    /// What is wrong with it, in words.
    public var problem: String
  }

  /// A finding, as far as two runs are compared.
  struct Finding: Hashable, Sendable {
    var id: String
    var code: String
    var name: String
    var rule: String
    var table: String
    var row: String
    var subscription: String
    var entity: String
    var severity: String
    var disposition: String
    var firstSeenRun: String
    var isWaived: Bool

    /// Whether a run would have found it.
    func isCovered(by scope: RunScope) -> Bool { scope.covers(code, rule: rule) }

    /// What the finding is about: the row where there is one, else the subscription, else whoever
    /// it concerns.
    var subject: [String] {
      row.isEmpty ? [subscription.isEmpty ? entity : subscription] : [table, row]
    }
  }

  /// Reads the manifest, proves every file against it and reads the findings.
  ///
  /// - Parameter path: the run directory.
  /// - Throws: `input-missing` without a manifest, `run-unreadable` when it is not one, and what
  ///   reading a file throws.
  public init(path: String) throws(Failure) {
    let manifest = try Manifest(try Self.manifest(of: path), path)
    runID = manifest.runID
    asOf = manifest.asOf
    scope = manifest.scope
    fileCount = manifest.outputs.count
    var faults: [Fault] = []
    for output in manifest.outputs {
      if let problem = Self.problem(with: output, in: path) {
        faults.append(Fault(file: output.file, problem: problem))
      }
    }
    self.faults = faults
    let drift = "drift.ndjson.gz"
    // The close of a month by itself has no findings.
    let isThere = manifest.outputs.contains { $0.file == drift }
    findings =
      !isThere || faults.contains { $0.file == drift }
      ? [] : try Self.findings(in: try Self.content(of: path + "/" + drift), of: path)
  }

  private static func manifest(of path: String) throws(Failure) -> [UInt8] {
    do {
      return try content(of: path + "/manifest.json")
    } catch {
      var failure = error
      failure.help = "name the directory of a run, for example output/NAME/latest"
      throw failure
    }
  }

  /// What is wrong with a file; `nil` when it is as the manifest says.
  private static func problem(with output: Manifest.Output, in path: String) -> String? {
    do throws(Failure) {
      let file = try InputFile(path: path + "/" + output.file, name: output.file)
      var reader = PieceReader(file)
      while try reader.next() != nil {}
      guard let receipt = reader.receipt else { return "cannot be read" }
      if receipt.byteCount != output.byteCount {
        return "has \(receipt.byteCount) bytes, the manifest says \(output.byteCount)"
      }
      let isSame = receipt.sha256?.hex.utf8.elementsEqual(output.sha256.utf8) == true
      return isSame ? nil : "is not what the run wrote: another SHA-256"
    } catch {
      return error.code == .inputMissing ? "is missing" : "cannot be read: \(error.message)"
    }
  }

  /// The content of a file, decompressed.
  private static func content(of path: String) throws(Failure) -> [UInt8] {
    var reader = PieceReader(try InputFile(path: path), mode: .whole(limit: 1 << 30))
    var content: [UInt8] = []
    while let piece = try reader.next() { content += piece.withView { $0.array } }
    return content
  }

  private static func findings(
    in lines: [UInt8], of path: String
  ) throws(Failure) -> [Finding] {
    var reader = JSONReader()
    var findings: [Finding] = []
    for line in lines.split(separator: 0x0A) {
      let finding = unsafe line.withUnsafeBufferPointer { buffer -> Finding? in
        guard unsafe reader.read(ByteView(buffer)) == nil else { return nil }
        return Finding(reader.root)
      }
      guard let finding else { throw unreadable(path, "a line of drift.ndjson.gz") }
      findings.append(finding)
    }
    return findings
  }

  fileprivate static func unreadable(_ path: String, _ what: String) -> Failure {
    Failure(
      .runUnreadable, "\(what) cannot be read", file: path,
      help: "name a run directory that trueup run has written")
  }
}

/// What a run says about its files.
private struct Manifest {
  struct Output {
    var file: String
    var byteCount: UInt64
    var sha256: String
  }

  var runID: String
  var asOf: String
  var scope: RunScope
  var outputs: [Output]

  init(_ bytes: [UInt8], _ path: String) throws(Failure) {
    var reader = JSONReader()
    let manifest = unsafe bytes.withUnsafeBufferPointer { buffer -> Manifest? in
      guard unsafe reader.read(ByteView(buffer)) == nil else { return nil }
      return Manifest(reader.root)
    }
    guard let manifest else { throw FinishedRun.unreadable(path, "manifest.json") }
    self = manifest
  }

  private init?(_ value: JSONValue) {
    guard let runID = value["run_id"]?.string, let asOf = value["as_of"]?.string,
      let status = value["exit_status"]?.integer, let exitStatus = Int32(exactly: status),
      let list = value["outputs"], list.isArray
    else { return nil }
    (self.runID, self.asOf, outputs) = (runID, asOf, [])
    scope = RunScope(value, exitStatus: exitStatus)
    for element in list.elements {
      guard let file = element["file"]?.string, let count = element["bytes"]?.integer,
        let byteCount = UInt64(exactly: count), let sha256 = element["sha256"]?.string,
        // A name that leaves the run directory is none of the run's files.
        !file.hasPrefix("/"), !file.split(separator: "/").contains("..")
      else { return nil }
      outputs.append(Output(file: file, byteCount: byteCount, sha256: sha256))
    }
  }
}

extension FinishedRun.Finding {
  fileprivate init?(_ value: JSONValue) {
    guard let id = value["drift_id"]?.string, let code = value["code"]?.string,
      let name = value["class"]?.string, let disposition = value["disposition"]?.string
    else { return nil }
    (self.id, self.code, self.name, self.disposition) = (id, code, name, disposition)
    rule = value["rule"]?.string ?? ""
    table = value["table"]?.string ?? ""
    row = value["row_key"]?.string ?? ""
    subscription = value["stripe_subscription_id"]?.string ?? ""
    entity = value["entity"]?.string ?? ""
    severity = value["severity"]?.string ?? ""
    firstSeenRun = value["first_seen_run"]?.string ?? ""
    isWaived = value["waived"]?.string != nil
  }
}

extension Failure.Code {
  /// A run directory whose manifest or report is not what a run writes.
  public static let runUnreadable = Failure.Code(rawValue: "run-unreadable")
}
