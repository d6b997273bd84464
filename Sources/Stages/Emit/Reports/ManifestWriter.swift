import Billing
import Diagnostics
import JSON
public import Reconciliation

/// Writes `manifest.json`: what a run was made from and what it made, so that both can be proved.
public struct ManifestWriter: Sendable {
  /// One file of the run directory.
  public struct Output: Hashable, Sendable {
    /// Its path in the run directory.
    public var file: String
    /// Its size, in bytes.
    public var byteCount: UInt64
    /// The SHA-256 of the file, in hex.
    public var sha256: String
    /// The SHA-256 of the content before compression, in hex; the same for a plain file.
    ///
    /// Compressors differ between builds of zlib; contents do not.
    public var contentSHA256: String

    /// Creates an entry.
    public init(file: String, byteCount: UInt64, sha256: String, contentSHA256: String) {
      self.file = file
      self.byteCount = byteCount
      self.sha256 = sha256
      self.contentSHA256 = contentSHA256
    }
  }

  /// Creates a writer.
  public init() {}

  /// The manifest of a run, as one JSON object on one line.
  ///
  /// - Parameters:
  ///   - report: the run.
  ///   - outputs: every other file of the run directory; listed in the order of their names.
  /// - Returns: the bytes of the file.
  public func json(_ report: RunReport, outputs: [Output]) -> [UInt8] {
    var writer = JSONWriter()
    writer.beginReport()
    writer.member("tool_version", report.toolVersion)
    writer.member("pipeline", report.evidence.definition.name)
    writer.member("run_id", report.runID)
    writer.member("plan_digest", report.planDigest)
    writeRules(report.evidence.definition, to: &writer)
    if let revenue = report.revenue {
      writer.objects("revenue_rules", revenue.rules) { writer, rule in
        writer.member("name", rule.name)
        writer.member("value", rule.value)
      }
    }
    writeInputs(report, to: &writer)
    writeCounts(report, to: &writer)
    writer.member("exit_status", report.exitStatus.rawValue)
    writer.members(report.scope)
    let sorted = outputs.sorted { $0.file.utf8.lexicographicallyPrecedes($1.file.utf8) }
    writer.objects("outputs", sorted) { writer, output in
      writer.member("file", output.file)
      writer.member("bytes", output.byteCount)
      writer.member("sha256", output.sha256)
      writer.member("content_sha256", output.contentSHA256)
    }
    writer.endObject()
    return writer.line
  }

  private func writeRules(_ definition: SystemDefinition, to writer: inout JSONWriter) {
    let clock = definition.clock
    writer.member("as_of", clock.asOf.iso)
    writer.member("dump_taken_at", clock.dumpTakenAt.iso)
    writer.object("clock") { writer in
      writer.member("settle_seconds", clock.settleSeconds)
      writer.member("horizon", clock.horizon.iso)
      writer.member("time_zone", clock.timeZone)
    }
    let safety = definition.safety
    writer.object("safety_limits") { writer in
      writer.member("max_changes", safety.maxChanges)
      writer.member("max_basis_points", safety.maxBasisPoints)
      writer.member("plan_lifetime_seconds", safety.planLifetimeSeconds)
      writer.member("rows_per_plan", safety.rowsPerPlan)
      writer.member("protected_provenance", texts: safety.protectedProvenance)
      writer.member("event_rejections_per_thousand", safety.eventRejectionsPerThousand)
      writer.member("max_shrink_percent", safety.maxShrinkPercent)
    }
  }

  private func writeInputs(_ report: RunReport, to writer: inout JSONWriter) {
    let places = Array(report.inputs.indices)
    writer.objects("inputs", places) { writer, place in
      let input = report.inputs[place]
      writer.member("file", report.sources.name(of: FileID(rawValue: UInt32(place))))
      writer.member("purpose", input.purpose)
      writer.member("bytes", input.byteCount)
      writer.member("decoded_bytes", input.decodedByteCount)
      writer.member("gzip_members", input.memberCount)
      writer.member("sha256", input.sha256)
      writer.member("records", input.recordCount)
      writer.member("normalized", input.normalizedCount)
      writer.member("rejected", input.rejectedCount)
    }
    let window = report.evidence.ledger.window
    writer.object("event_window") { writer in
      writer.member("first", window?.lowerBound.iso)
      writer.member("last", window?.upperBound.iso)
    }
  }

  private func writeCounts(_ report: RunReport, to writer: inout JSONWriter) {
    let ledger = report.evidence.ledger
    writer.object("counts") { writer in
      writer.member("subscriptions", report.evidence.subscriptions.count)
      writer.member("events", ledger.eventCount)
      writer.member("duplicate_events", ledger.duplicateCount)
      writer.objects("tables", report.evidence.tables) { writer, table in
        writer.member("table", table.definition.name)
        writer.member("rows", table.rowCount)
      }
      writer.member("findings", report.findings.count)
      writer.member("waived", report.findings.count - report.open.count)
      writer.member("changes", report.convergence.changeCount)
      writer.member("not_evaluated", report.notEvaluated.count)
      writer.member("diagnostics", report.log.counts.values.reduce(0, +))
      writer.member("rejections", report.log.rejectionCount)
    }
  }
}
