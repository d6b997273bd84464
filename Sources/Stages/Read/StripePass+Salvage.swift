import Bytes
import Diagnostics
import JSON
import Reconciliation

extension StripePass {
  /// Refuses a document that is broken or too long; of a list, only the rows that are.
  mutating func salvage(
    _ extent: Extent, after fault: JSONFault, reader: inout JSONReader, _ visit: Visit
  ) {
    guard var list = BrokenList(piece[extent]) else { return rejectText(extent, after: fault) }
    let base = extent.lowerBound
    // A row that is refused explains the document's fault if the fault is in it.
    var isExplained = fault.code == .jsonSize
    func explains(_ range: Range<Int>) -> Bool {
      range.lowerBound <= fault.offset && fault.offset <= range.upperBound
    }
    while true {
      switch list.step() {
      case .row(let row):
        guard let flaw = reader.read(piece[row.shifted(by: base)]) else {
          let container = list.container
          sort(reader.root, Place(base: base + row.lowerBound), container, level: 1, visit)
          continue
        }
        let refused = list.takeBack(row)
        let offset = min(row.lowerBound + flaw.offset, refused.upperBound)
        reject(flaw.code, flaw.message, refused.shifted(by: base), at: base + offset)
        isExplained = isExplained || explains(refused)
      case .rubbish(let range):
        reject(
          .jsonUnexpectedByte, "this is no row of the list", range.shifted(by: base),
          at: base + range.lowerBound)
        isExplained = isExplained || explains(range)
      case .cut:
        close(list)
        return reject(
          .jsonTruncated, "the text ends inside a list", extent.upperBound..<extent.upperBound)
      case .end:
        close(list)
        guard !isExplained else { return }
        let at = base + fault.offset
        return reject(fault.code, fault.message, at..<at)
      }
    }
  }

  private mutating func close(_ list: BrokenList) {
    if list.isPage { count.lastPageHasMore = list.hasMore ?? false }
  }
}

extension BrokenList {
  /// What its rows are found in.
  fileprivate var container: StripeRecord.Container { isPage ? .listPage : .array }
}

extension Range<Int> {
  /// The same stretch of a text that starts earlier.
  fileprivate func shifted(by offset: Int) -> Range<Int> {
    lowerBound + offset..<upperBound + offset
  }
}
