import Billing
import Reconciliation
import Testing

private let seeds = Array(UInt64(1)...300)

private func protecting(_ system: inout SystemDefinition) {
  system.safety.protectedProvenance = ["gift"]
  system.liveRows?.minimum = 1
}

private func randomWorld(_ seed: UInt64) -> World {
  var random = RandomWorld(seed: seed)
  return World(random.drifting(owners: 4), protecting)
}

@Test(arguments: seeds)
func `each difference is explained once, and none is lost`(_ seed: UInt64) {
  let world = randomWorld(seed)
  let evidence = world.evidence()
  let drifts = world.drifts(evidence)
  let rows = evidence.table(.subscriptions)
  for pair in evidence.comparison.pairs {
    for place in pair.differences {
      let difference = evidence.comparison.differences[place]
      let tellers = drifts.filter { drift in
        drift.row == pair.row && drift.fields.contains { $0.field == difference.field }
      }
      #expect(tellers.count <= 1, "\(difference.field) of row \(pair.row ?? -1)")
      guard tellers.isEmpty, let row = pair.row, let rows else { continue }
      let isTold = drifts.contains { $0.row == row || $0.subscription == pair.subscription }
      let isFresh = rows[row, .updatedAt].time.map { $0 > world.definition.clock.horizon }
      let isPastTrial = [.trialStart, .trialEnd].contains(difference.field)
      #expect(
        isTold || isFresh == true || isPastTrial || rows[row, .deletedAt].hasValue,
        "nobody tells of \(difference.field) of row \(row)")
    }
  }
}

@Test(arguments: seeds)
func `what is mended by itself stays mended`(_ seed: UInt64) {
  let mended = randomWorld(seed).mended()
  let left = mended.drifts().filter { $0.disposition == .auto }
  #expect(left.isEmpty, "\(left.map(\.code))")
}

@Test(arguments: seeds)
func `an automatic remedy changes each cell of a row once`(_ seed: UInt64) {
  var cells: Set<[Int]> = []
  for drift in randomWorld(seed).drifts() where drift.disposition == .auto {
    guard case .update(let row, let sets, _) = drift.remedy else {
      Issue.record("\(drift.code) is automatic without a change")
      continue
    }
    #expect(!sets.isEmpty && drift.heldBack == nil)
    for set in sets { #expect(cells.insert([row, set.column]).inserted) }
  }
}

@Test(arguments: seeds)
func `two sides that agree give no finding`(_ seed: UInt64) {
  var random = RandomWorld(seed: seed)
  #expect(World(random.agreeing(owners: 5)).findings == [])
}

@Test(arguments: seeds, [1, 3])
func `how accounts are split over workers does not matter`(_ seed: UInt64, _ size: Int) {
  let world = randomWorld(seed)
  let evidence = world.evidence()
  let spoken = Spoken(evidence)
  let whole = world.drifts(evidence).map { spoken.line($0) }
  #expect(world.drifts(evidence, by: size).map { spoken.line($0) } == whole)
}
