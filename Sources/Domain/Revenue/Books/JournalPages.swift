/// The journal of a close, page by page: each is made anew whenever it is read, so that the journal
/// needs no more memory however long it is.
public struct JournalPages: Sendable {
  /// How many lines stand before each page, and at last how many there are.
  private var starts = [0]
  private let page: @Sendable (_ page: Int) -> Journal

  /// Creates a journal of one page.
  public init(_ journal: Journal = Journal()) {
    self.init(lineCounts: [journal.lineCount]) { _ in journal }
  }

  /// Creates a journal of several pages.
  ///
  /// - Parameters:
  ///   - lineCounts: how many lines each page has.
  ///   - page: makes a page, by its place; the same one each time, on any thread.
  public init(
    lineCounts: some Sequence<Int>, _ page: @escaping @Sendable (_ page: Int) -> Journal
  ) {
    self.page = page
    for count in lineCounts { starts.append(lineCount + count) }
  }

  /// How many lines all pages have.
  public var lineCount: Int { starts[starts.count - 1] }

  /// How many pages there are.
  public var count: Int { starts.count - 1 }

  /// A page.
  public subscript(place: Int) -> Journal { page(place) }

  /// Visits some lines with their entries, by their numbers from 0.
  ///
  /// - Parameters:
  ///   - range: which lines.
  ///   - body: takes a line, its entry, and its number in the entry, from 1.
  /// - Complexity: that of making the pages on which they stand.
  public func forEachLine(
    in range: Range<Int>, _ body: (_ line: JournalLine, JournalEntry, _ number: Int) -> Void
  ) {
    var page = (starts.firstIndex { $0 > range.lowerBound } ?? starts.count) - 1
    while page < count, starts[page] < range.upperBound {
      var place = starts[page]
      let journal = self[page]
      for entry in journal.entries.indices {
        let lines = journal.lines(of: entry)
        if place < range.upperBound, place + lines.count > range.lowerBound {
          for (number, line) in lines.enumerated() where range.contains(place + number) {
            body(line, journal.entries[entry], number + 1)
          }
        }
        place += lines.count
      }
      page += 1
    }
  }
}
