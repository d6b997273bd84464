import Bytes
import Detect
public import Diagnostics
import Reconciliation

/// What `trueup check` says: the resolved plan, the files it finds, and what can not be evaluated.
public struct PipelineSurvey {
  private let pipeline: ResolvedPipeline

  /// Creates a survey of a pipeline.
  public init(_ pipeline: ResolvedPipeline) { self.pipeline = pipeline }

  /// The survey as text that a person reads from top to bottom.
  ///
  /// - Throws: `input-missing` and the like for a pattern that cannot be looked at.
  public func text() throws(Failure) -> String {
    let folder = pipeline.folder
    let glob = Glob(
      root: folder.path.isEmpty ? "." : folder.path, allowsEscape: folder.allowsOutside)
    var matches: [String: [String]] = [:]
    let patterns =
      pipeline.sources.flatMap(\.patterns) + pipeline.tables.flatMap(\.patterns)
      + pipeline.caches.flatMap(\.patterns)
    for pattern in patterns {
      // A file that is not there is what a survey is for: it is shown as matching nothing.
      matches[pattern] = (try? glob.expand(pattern)) ?? []
    }
    return PlanText.render(pipeline) { matches[$0] } + coverage
  }

  private var coverage: String {
    let detector = DriftDetector(definition: pipeline.definition)
    let gaps = RunReport.Gap.all(of: detector.notEvaluated)
    var text = "\ncoverage\n"
    text += "  \(detector.checks.count) classes of drift can be evaluated, "
    text += "\(detector.notEvaluated.count) cannot\n"
    for gap in gaps {
      text += "  \(gap.reason)\n"
      text += "    \(gap.checks.map { "\($0.code) \($0.name)" }.joined(separator: ", "))\n"
    }
    return text
  }
}
