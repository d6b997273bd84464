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
