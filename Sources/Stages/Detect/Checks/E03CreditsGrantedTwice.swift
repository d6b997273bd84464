import Billing
import Reconciliation

extension Check {
  static let creditsGrantedTwice = Check(
    "E03", "credits-granted-twice",
    definition: "One period of one owner was granted more than once.",
    origin: "The checkout and the invoice both grant, or one event was applied twice.",
    harm: .leak, severity: .p2, disposition: .review,
    fix: "Add an entry that takes the second grant back; change neither.",
    safeguard: "The balance stays at zero or above.",
    personWhen: "Always: the credits may have been spent.",
    needs: [.subscriptions],
    findByRule: { check, file in
      file.grants?.repeated(check) ?? []
    })
}
