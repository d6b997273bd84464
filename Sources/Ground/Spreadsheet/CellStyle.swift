/// How a cell looks; equal styles are one in the file.
public struct CellStyle: Hashable, Sendable {
  /// A colour of the screen: red, green and blue, 8 bits each.
  public struct Color: Hashable, Sendable {
    /// `0xRRGGBB`.
    public var rgb: UInt32

    /// Creates a colour of `0xRRGGBB`.
    public init(_ rgb: UInt32) { self.rgb = rgb }
  }

  /// Where a text stands between the sides of its cell.
  public enum Alignment: Hashable, Sendable {
    /// Numbers to the right, all else to the left.
    case natural
    /// To the left.
    case left
    /// In the middle.
    case center
    /// To the right.
    case right
  }

  /// How numbers are written, in the language of spreadsheets; empty for however it comes.
  public var numberFormat = ""
  /// The size of the letters in points.
  public var pointSize: UInt8 = 10
  /// Whether the letters are bold.
  public var isBold = false
  /// Whether the letters lean.
  public var isItalic = false
  /// Whether the text is underlined.
  public var isUnderlined = false
  /// Whether a long text goes on in a next line of its cell.
  public var isWrapped = false
  /// The colour of the letters; `nil` for black.
  public var color: Color?
  /// The colour behind them; `nil` for none.
  public var fill: Color?
  /// Whether a thin line stands above.
  public var hasTopLine = false
  /// Whether a thin line stands below.
  public var hasBottomLine = false
  /// Where the text stands.
  public var alignment = Alignment.natural
  /// How many letters to the right of the left side it begins.
  public var indent: UInt8 = 0

  /// Creates the style of ordinary cells.
  public init() {}

  /// The style with something else about it.
  public func with(_ change: (inout CellStyle) -> Void) -> CellStyle {
    var style = self
    change(&style)
    return style
  }
}
