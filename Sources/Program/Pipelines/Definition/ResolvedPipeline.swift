public import Billing
public import Bytes
public import Reconciliation

/// A pipeline with every default filled in and every word checked: what a run starts from.
public struct ResolvedPipeline: Sendable {
  /// The billing system.
  public var definition: SystemDefinition
  /// The exports from Stripe, in the order of the pipeline file.
  public var sources: [StripeSource]
  /// Where the rows of each table come from, in the order of the definition's tables.
  public var tables: [TableSource]
  /// Where the entries of each cache come from, in the order of the definition's caches.
  public var caches: [CacheSource]
  /// Which reports are wanted, and when a run fails.
  public var output: OutputChoices
  /// How revenue is measured.
  public var metrics: MetricsChoices
  /// Where paths start.
  public var folder: PipelineFolder
  /// The texts the pipeline was made from, in the order they were read.
  public var texts: [String]
  /// The digest of these texts.
  public var digest: Digest
  /// What the pipeline says but hardly means, in the order of the text.
  public var warnings: [PipelineWarning]
}

/// One set of files exported from Stripe.
public struct StripeSource: Hashable, Sendable {
  /// What is in the files.
  public enum Kind: String, Sendable {
    /// Events as they were delivered.
    case events
    /// Objects as the API returned them at one time.
    case objects
  }

  /// What is in the files.
  public var kind: Kind
  /// The files, as paths from the root in which `*` and `?` stand for parts of a name.
  public var patterns: [String]
  /// When the objects were exported; nil for events.
  public var takenAt: Timestamp?
  /// Where the pipeline names them.
  public var place: PipelinePlace
}

/// The files of one table.
public struct TableSource: Hashable, Sendable {
  /// The table, as a place in the definition's tables.
  public var table: Int
  /// The files, as paths from the root in which `*` and `?` stand for parts of a name.
  public var patterns: [String]
  /// The name of their format.
  public var format: String
  /// The promise about NULL, by its name, if there is one.
  public var nullRule: String?
  /// Whether a run may go on when no file is there.
  public var isOptional: Bool
  /// Where the pipeline names them.
  public var place: PipelinePlace
}

/// The files of one cache.
public struct CacheSource: Hashable, Sendable {
  /// The cache, as a place in the definition's caches.
  public var cache: Int
  /// The files, as paths from the root in which `*` and `?` stand for parts of a name.
  public var patterns: [String]
  /// Whether a run may go on when no file is there.
  public var isOptional: Bool
  /// Where the pipeline names them.
  public var place: PipelinePlace
}

/// Which reports a run writes, and which findings make it fail.
public struct OutputChoices: Hashable, Sendable {
  /// A report that can be left out.
  public enum Report: String, Sendable, CaseIterable {
    /// One self-contained page.
    case html
    /// Revenue figures as tables.
    case metrics
    /// Revenue figures as a workbook.
    case workbook
    /// Findings as test results for CI.
    case junit
    /// Figures for the Prometheus text-file collector.
    case prometheus
    /// A description of the tables for Frictionless Data readers.
    case datapackage
  }

  /// The reports wanted, each once, in the order of `Report.allCases`.
  public var reports = Report.allCases
  /// Whether sheets begin with a byte order mark, by which Excel knows UTF-8 when a file is opened
  /// with a double click.
  public var marksSheets = false
  /// The name of the metrics profile.
  public var profile = "default"
  /// The least severity that makes a run fail; nil for never.
  public var failOn: Severity? = .p2

  /// Creates the defaults.
  public init() {}
}
