import Testing

@testable import Pipelines

@Test(arguments: [[0], [3, 4], [0, 9, 19], [1, 2, 3, 17], Array(0..<20), []])
func `what is needed is kept, and nothing else`(needed: [Int]) {
  var reducer = CaseReducer()
  let kept = reducer.reduced(Array(0..<20)) { list in needed.allSatisfy(list.contains) }
  #expect(kept == needed)
  #expect(reducer.trialCount < 400)
}

@Test func `what is only needed by something else goes with it`() {
  var reducer = CaseReducer()
  // Whoever has 7 must have 2, too.
  let kept = reducer.reduced(Array(0..<10)) { list in
    list.contains(5) && (!list.contains(7) || list.contains(2))
  }
  #expect(kept == [5])
}

@Test func `when the trials run out, what is left still holds`() {
  var reducer = CaseReducer(trialLimit: 5)
  let kept = reducer.reduced(Array(0..<100)) { $0.contains(42) }
  #expect(kept.contains(42) && reducer.trialCount == 5)
}

@Test func `what is only missed in part goes as a whole`() {
  // Of ten people, each in four files, only one matters; nobody may be there in part.
  let groups = (0..<10).map { person in (0..<4).map { person + 10 * $0 } }
  func holds(_ list: [Int]) -> Bool {
    list.contains(23) && groups.allSatisfy { $0.count(where: list.contains) % 4 == 0 }
  }
  var reducer = CaseReducer()
  #expect(reducer.reduced(Array(0..<40), in: groups, holds: holds) == [3, 13, 23, 33])
  #expect(reducer.trialCount < 40)
  #expect(reducer.reduced(Array(0..<40), holds: holds).count == 40)
}

@Test func `records hang together by the names of one owner, over any number of steps`() {
  var households = Households()
  let records: [[(String, NameTie)]] = [
    [("evt_1", .own), ("cus_1", .kin), ("price_1", .shared)],
    [("evt_2", .own), ("cus_2", .kin), ("price_1", .shared)],
    [("price_1", .own)],
    [("row_1", .own), ("user_1", .kin)],
    [("user_1", .own), ("cus_1", .kin)],
    [],
  ]
  for names in records { households.add(names.map { (Array($0.0.utf8), $0.1) }) }
  #expect(households.members == [[0, 3, 4], [1], [2], [5]])
}
