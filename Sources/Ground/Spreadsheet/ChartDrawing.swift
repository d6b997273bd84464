/// A chart that the spreadsheet draws from cells.
public struct ChartDrawing: Sendable {
  /// What is drawn.
  public enum Kind: Sendable {
    /// A line through the values.
    case line
    /// A column for each value, those of several series on top of each other.
    case stackedColumns
  }

  /// Values that belong together.
  public struct Series: Sendable {
    /// What they are called.
    public var name: String
    /// What each is of.
    public var categories: CellRange
    /// The values.
    public var values: CellRange
    /// The colour they are drawn in.
    public var color: CellStyle.Color

    /// Creates a series.
    public init(
      _ name: String, categories: CellRange, values: CellRange, color: CellStyle.Color
    ) {
      self.name = name
      self.categories = categories
      self.values = values
      self.color = color
    }
  }

  /// What is drawn.
  public var kind: Kind
  /// What stands above it.
  public var title: String
  /// How the values are written along their axis.
  public var numberFormat: String
  /// How what they are of is written along the other.
  public var categoryFormat: String
  /// The values.
  public var series: [Series]

  /// Creates a chart.
  public init(
    _ kind: Kind, title: String, numberFormat: String, categoryFormat: String, series: [Series]
  ) {
    self.kind = kind
    self.title = title
    self.numberFormat = numberFormat
    self.categoryFormat = categoryFormat
    self.series = series
  }
}
