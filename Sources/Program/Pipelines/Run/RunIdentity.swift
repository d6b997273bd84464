import Billing
import Bytes
import Emit
import Reconciliation
import Revenue

/// The name of a run: the clock, then eight hex digits over plan and inputs, then by what it was
/// judged if the shell said so, as in `2026-01-15T060000Z-7f3a9c01.P0.new`.
///
/// The same inputs and the same program give the same name, so that a repeated run finds its own
/// result, and a newer program does not quarrel with what an older one found.
struct RunIdentity {
  let pipeline: ResolvedPipeline
  let inputs: [RunReport.InputAccount]
  let options: PipelineRun.Options

  /// For example `2026-01-15T060000Z-7f3a9c01`: file systems and shells like it without colons.
  var text: String {
    var digest = RunningDigest()
    func add(_ text: String) {
      // The length in front keeps two lists from running together.
      let bytes = Array("\(text.utf8.count):\(text)".utf8)
      unsafe bytes.withUnsafeBufferPointer { unsafe digest.update(ByteView($0)) }
    }
    add(options.toolVersion)
    add(pipeline.digest.hex)
    add(pipeline.definition.clock.asOf.iso)
    for input in inputs {
      add(input.purpose)
      add(input.sha256)
    }
    for code in options.only.sorted(by: { $0.utf8.lexicographicallyPrecedes($1.utf8) }) {
      add(code)
    }
    if let rules = options.rules, rules != pipeline.metrics.rules {
      for line in rules.lines { add("\(line.name)=\(line.value)") }
    }
    if let month = options.month { add(month.text) }
    let clock = pipeline.definition.clock.asOf.iso.filter { $0 != ":" }
    return clock + "-" + digest.finish().hex.prefix(8) + limits
  }

  /// By what the run is judged other than the pipeline says: the same inputs are the same run to
  /// the history all the same.
  private var limits: String {
    var limits = ""
    if let limit = options.failOn, limit.severity != pipeline.output.failOn {
      limits += "\(History.limitSign)\(limit.severity?.rawValue ?? "never")"
    }
    if options.failsOnlyForNew { limits += "\(History.limitSign)new" }
    return limits
  }
}
