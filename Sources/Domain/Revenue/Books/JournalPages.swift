/// The journal of a close, page by page: the first pages are kept, all others made anew whenever
/// they are read, so that it needs no more memory however long it is.
public struct JournalPages: Sendable {
  /// So many lines are kept at most.
  private static let keptLineCount = 1 << 20

  /// How many lines stand before each page, and at last how many there are.
  private var starts = [0]
  private var kept: [Journal] = []
  private let page: @Sendable (_ page: Int) -> Journal

  /// Creates a journal of one page, which is kept.
  public init(_ journal: Journal = Journal()) {
    self.init { _ in journal }
    note(journal)
  }

  /// Creates a journal without pages; each is announced by ``note(_:)``, in order.
  ///
  /// - Parameter page: makes a page, by its place; the same one each time.
  public init(_ page: @escaping @Sendable (_ page: Int) -> Journal) { self.page = page }

  /// Takes note of the next page.
  public mutating func note(_ journal: Journal) {
    starts.append(lineCount + journal.lineCount)
    if lineCount <= Self.keptLineCount { kept.append(journal) }
  }

  /// How many lines all pages have.
  public var lineCount: Int { starts[starts.count - 1] }

  /// How many pages there are.
  public var count: Int { starts.count - 1 }

  /// A page.
  public subscript(place: Int) -> Journal {
    kept.indices.contains(place) ? kept[place] : page(place)
  }

  /// Some lines with their entries, by their numbers from 0.
  ///
  /// - Complexity: that of making the pages on which they stand.
  public func lines(in range: Range<Int>) -> [Line] {
    var lines: [Line] = []
    lines.reserveCapacity(range.count)
    var place = (starts.firstIndex { $0 > range.lowerBound } ?? starts.count) - 1
    while place < count, starts[place] < range.upperBound {
      var number = starts[place]
      let journal = self[place]
      for entry in journal.entries.indices {
        for (index, line) in journal.lines(of: entry).enumerated() {
          if range.contains(number) {
            lines.append(Line(entry: journal.entries[entry], line: line, number: index + 1))
          }
          number += 1
        }
      }
      place += 1
    }
    return lines
  }

  /// A line of the journal.
  public struct Line: Hashable, Sendable {
    /// Its entry.
    public var entry: JournalEntry
    /// The account and the amount.
    public var line: JournalLine
    /// Its number in the entry, from 1.
    public var number: Int
  }
}
