public import Diagnostics

extension Failure.Code {
  /// A path is empty, absolute, leaves the root or holds a control character.
  public static let pipelinePath = Failure.Code(rawValue: "pipeline-path")
  /// A part includes itself, directly or through others.
  public static let pipelineIncludeCycle = Failure.Code(rawValue: "pipeline-include-cycle")
  /// A pipeline includes more parts than ``PipelineLimits/includeCount``.
  public static let pipelineIncludeCount = Failure.Code(rawValue: "pipeline-include-count")
  /// An included file is a pipeline instead of a part, or a part is run as a pipeline.
  public static let pipelineIncludeRoot = Failure.Code(rawValue: "pipeline-include-root")
  /// An included element stands where the language does not allow it.
  public static let pipelineMisplaced = Failure.Code(rawValue: "pipeline-misplaced")
  /// A section that every pipeline needs is not there.
  public static let pipelineMissing = Failure.Code(rawValue: "pipeline-missing")
  /// Something that may stand once stands twice, or a name is given twice.
  public static let pipelineDuplicate = Failure.Code(rawValue: "pipeline-duplicate")
  /// A name is empty, too long or not of the form it must have.
  public static let pipelineName = Failure.Code(rawValue: "pipeline-name")
  /// A value is not one of the words the attribute takes.
  public static let pipelineWord = Failure.Code(rawValue: "pipeline-word")
  /// A number is malformed or out of its range.
  public static let pipelineNumber = Failure.Code(rawValue: "pipeline-number")
  /// A duration is malformed.
  public static let pipelineDuration = Failure.Code(rawValue: "pipeline-duration")
  /// An instant is malformed or does not exist.
  public static let pipelineInstant = Failure.Code(rawValue: "pipeline-instant")
  /// Neither the pipeline nor the command line says what time it is.
  public static let pipelineClock = Failure.Code(rawValue: "pipeline-clock")
  /// A time zone is not of the form of an IANA name.
  public static let pipelineTimeZone = Failure.Code(rawValue: "pipeline-time-zone")
  /// A column's type is unknown.
  public static let pipelineType = Failure.Code(rawValue: "pipeline-type")
  /// A column's type cannot hold what its field means.
  public static let pipelineFieldType = Failure.Code(rawValue: "pipeline-field-type")
  /// A dump's format loses NULL or the borders of values, and nothing makes up for it.
  public static let pipelineFormat = Failure.Code(rawValue: "pipeline-format")
  /// A table lacks a column that its role needs.
  public static let pipelineMissingField = Failure.Code(rawValue: "pipeline-missing-field")
  /// A table is named that the pipeline does not describe.
  public static let pipelineUnknownTable = Failure.Code(rawValue: "pipeline-unknown-table")
  /// A column is named that its table does not list.
  public static let pipelineUnknownColumn = Failure.Code(rawValue: "pipeline-unknown-column")
  /// A status word is used that the pipeline does not declare.
  public static let pipelineUnknownStatus = Failure.Code(rawValue: "pipeline-unknown-status")
  /// A check is named that trueup does not have.
  public static let pipelineUnknownCheck = Failure.Code(rawValue: "pipeline-unknown-check")
  /// A waiver does not say which finding it is for, or why.
  public static let pipelineWaiver = Failure.Code(rawValue: "pipeline-waiver")

  // Warnings: the pipeline runs, but says something it hardly means.

  /// A status of Stripe that no case of the status rule mentions.
  public static let pipelineStatusUncovered = Failure.Code(rawValue: "pipeline-status-uncovered")
  /// A case of the status rule that an earlier one always hides.
  public static let pipelineCaseHidden = Failure.Code(rawValue: "pipeline-case-hidden")
  /// A waiver whose last instant is before the clock: its finding is open again.
  public static let pipelineWaiverExpired = Failure.Code(rawValue: "pipeline-waiver-expired")
}

/// Several reasons why a pipeline cannot be resolved, in the order of the text.
public struct PipelineRefusal: Error, Hashable, Sendable {
  /// The problems, at least one.
  public let problems: [Failure]

  /// Every problem in the layout that editors parse, one after another.
  public var rendered: String { problems.map(\.rendered).joined(separator: "\n") }
}

/// Something a pipeline says that it hardly means; it runs nevertheless.
public struct PipelineWarning: Hashable, Sendable {
  /// What and where.
  public let remark: Failure

  /// The warning in the layout that editors parse.
  public var rendered: String {
    let text = remark.rendered
    guard let range = text.firstRange(of: "error[") else { return text }
    return text.replacingCharacters(range, with: "warning[")
  }
}

extension String {
  fileprivate func replacingCharacters(
    _ range: Range<String.Index>, with replacement: String
  ) -> String {
    String(self[..<range.lowerBound]) + replacement + String(self[range.upperBound...])
  }
}
