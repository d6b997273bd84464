import Billing
import Bytes
import Diagnostics
import Measure
import Revenue
import TestSupport
import Testing

private let june = CalendarMonth(text: "2025-06") ?? CalendarMonth(number: 0)

/// A file with some of everything.
private let file: [UInt8] = {
  var writer = ClosedMonthsWriter(
    through: june, of: BillingRun(Year.events).close(june), by: RecognitionRules().lines)
  var content: [UInt8] = []
  // An array refuses nothing.
  try? writer.write(to: &content)
  let rows = """
    1736467200000000,cus_1,sub_1,si_1,usd,price_1,prod_1,month 1,start,1,1,2500,2500,2500,2500
    1739145600000000,cus_1,sub%2C1,si_1,usd,price_1,prod_1,,price_change,0,1,500,3000,-500,2000

    """
  let journal = content.firstRange(of: Array("invoice_id,".utf8))?.lowerBound ?? 0
  return Array(content[..<journal]) + Array(rows.utf8) + Array(content[journal...])
}()

@Suite struct `a file of closed months` {
  private func lines(of content: [UInt8]) -> [[UInt8]] {
    content.split(separator: 0x0A).map { Array($0) }
  }

  private func joined(_ lines: [[UInt8]]) -> [UInt8] { lines.flatMap { $0 + [0x0A] } }

  /// What is wrong with a file, whose name is that of its content.
  private func refusal(of content: [UInt8], name: String? = nil) -> Failure? {
    do throws(Failure) {
      _ = try ClosedFile(content, month: june, name: name).read()
      return nil
    } catch {
      return error
    }
  }

  @Test func `is read to the end`() throws {
    let shelf = MemoryShelf()
    var closed = ClosedFile(file, month: june)
    closed.pageByteCount = 1_000
    let months = try closed.read(to: shelf)
    #expect(months.month == june && months.rules == RecognitionRules().lines.digest)
    #expect(months.ledgerPageCount == 1 && months.journalPages.count > 3)
    #expect(shelf.pages.count == months.journalPages.count + 1)
    #expect(months.journalPages.allSatisfy { !$0.last.lexicographicallyPrecedes($0.first) })
    let all = lines(of: file)
    let heads = all.prefix(2) + all.filter { $0.starts(with: "invoice_id,".utf8) }
    #expect(shelf.pages.reduce(joined(Array(heads)).count) { $0 + $1.count } == file.count)
    var symbols = Symbols()
    let changes = months.changes(of: 0, into: &symbols)
    #expect(changes.map { symbols.text($0.subscription) } == ["sub_1", "sub,1"])
    #expect(changes.map(\.netAfter) == [2_500, 2_000])
  }

  @Test func `that was changed says nothing, whatever else is wrong with it`() throws {
    let name = ClosedMonths.name(of: Digest(of: file), june)
    let all = lines(of: file)
    for content in [
      Array(file.dropLast()), file + Array("more\n".utf8), joined(all.dropLast()),
      joined(all + [all[all.count - 1]]), joined(all.dropLast(2) + all.suffix(2).reversed()),
      joined(Array(all.prefix(1))),
    ] {
      let failure = try #require(refusal(of: content, name: name))
      #expect(failure.code == .closedMonth && failure.position == nil)
      #expect(failure.message == "the file was changed since the month was closed")
    }
  }

  @Test func `that does not begin as one is none`() throws {
    for content in ["", "\n", "closed\n", "opened 2025-06 by rules x\n", "closed 2025-13"] {
      let failure = try #require(refusal(of: Array(content.utf8)))
      #expect(failure.code == .closedMonth && failure.position?.line == 1)
    }
  }

  @Test func `whose entries are out of order is refused where they begin to be`() throws {
    let all = lines(of: file)
    let last = try #require(all.last)
    let invoice = try #require(last.split(separator: UInt8(ascii: ",")).first)
    let start = try #require(all.firstIndex { $0.starts(with: invoice + [UInt8(ascii: ",")]) })
    let journal = try #require(all.firstIndex { $0.starts(with: "invoice_id,".utf8) })
    let moved = all[...journal] + all[start...] + all[(journal + 1)..<start]
    let failure = try #require(refusal(of: joined(Array(moved))))
    #expect(failure.message == "the entries are not in the order of their invoices")
    #expect(failure.position?.line == journal + 2 + all.count - start)
  }

  @Test(arguments: Trials.seeds(200, full: 20_000))
  func `is refused where the first wrong line is, however it is read`(_ seed: Int) {
    var random = SplitMix64(seed: UInt64(seed))
    var content = file
    let place = Int.random(in: 100..<content.count, using: &random)
    switch Int.random(in: 0..<6, using: &random) {
    case 0: content[place] = UInt8.random(in: 0x0A..<0x7F, using: &random)
    case 1: content.removeSubrange(place..<min(content.count, place + 200))
    case 2: content = Array(content[..<place])
    case 3: content.insert(contentsOf: content[(place - 90)..<place], at: place)
    case 4: content += Array("garbage".utf8)
    default:
      var all = lines(of: content)
      let line = Int.random(in: 1..<all.count, using: &random)
      all.swapAt(line, Int.random(in: 1..<all.count, using: &random))
      if Bool.random(using: &random) { all.insert(all[line], at: line) }
      content = joined(all)
    }
    var closed = ClosedFile(content, month: june)
    closed.pageByteCount = Int.random(in: 0..<3_000, using: &random)
    closed.pieceByteCount = Int.random(in: 0..<3_000, using: &random)
    do throws(Failure) {
      _ = try closed.read()
      #expect(closed.firstWrongLine == nil)
    } catch {
      #expect(error.position?.line == closed.firstWrongLine, "\(error.rendered)")
      #expect(error.code == .closedMonth && closed.firstWrongLine != nil)
    }
  }
}
