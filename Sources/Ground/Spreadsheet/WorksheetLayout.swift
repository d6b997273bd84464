/// How a sheet looks on the screen and on paper, apart from its cells.
public struct WorksheetLayout: Sendable {
  /// How wide each column is, in digits of ordinary size.
  public var widths: [Int]
  /// The colour of the tab; `nil` for none.
  public var tabColor: CellStyle.Color?
  /// How many printed pages lie beside each other: 1 or more.
  public var pagesAcross = 1
  /// Whether a printed page is wider than high.
  public var isLandscape = true
  /// What stands in the middle at the top of every printed page.
  public var header = ""
  /// What stands at the left at the bottom of every printed page, before its number.
  public var footer = ""

  /// Creates a layout of columns.
  public init(widths: [Int]) { self.widths = widths }
}
