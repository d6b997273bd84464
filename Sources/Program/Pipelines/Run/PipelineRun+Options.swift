public import Billing
public import Reconciliation
public import Revenue

extension PipelineRun {
  /// What the shell may decide about a run.
  public struct Options: Sendable {
    /// How many threads work; one or more.
    public var jobs = 1
    /// The codes of the checks to make; empty makes all.
    public var only: Set<String> = []
    /// What is urgent enough, whatever the pipeline says; `nil` leaves that to it.
    public var failOn: FailOn?
    /// Whether what the last run knew already does not make the run end with 1.
    public var failsOnlyForNew = false
    /// How many bytes to plan with.
    ///
    /// Facts of events beyond a quarter of it, or of 128 MiB if that is less, go to the disk.
    /// What is known of objects and rows stays in memory, whatever it is.
    public var memoryLimit = 1 << 30
    /// A folder on the disk that takes what does not fit; nothing is left there.
    public var scratchFolder = "."
    /// The version of the program.
    public var toolVersion = ""
    /// The rules to measure revenue by, whatever the pipeline says; `nil` leaves that to it.
    public var rules: MeasureRules?
    /// The month to close; `nil` for that of the clock.
    public var month: CalendarMonth?
    /// Told how many bytes of content were read, and how many the files have on the disk.
    public var showProgress: (@Sendable (_ done: Int, _ total: Int) -> Void)?
    /// Creates the defaults.
    public init() {}

    /// From which severity on a finding makes a run end with 1.
    public struct FailOn: Sendable {
      /// The least urgent one; `nil` for never.
      public var severity: Severity?
      /// Creates a limit.
      public init(_ severity: Severity?) { self.severity = severity }
    }
  }
}
