import Billing
import Bytes
import Reconciliation

extension Check {
  static let metadataOwner = Check(
    "C07", "metadata-owner-differs",
    definition: "A live subscription's metadata names an owner who is gone, or another one.",
    origin: "The account was made anew or merged with another; the metadata stayed.",
    harm: .denied, severity: .p1, disposition: .review,
    fix: "Find out whose it is, then correct the metadata in Stripe.",
    safeguard: "The owner's row is looked up by id; links are never changed by themselves.",
    personWhen: "Always.",
    needs: [.owners],
    signs: .running
  ) { check, file in
    for pair in file.suspects(of: check) {
      guard let stated = pair.fact(.owner).symbol, stated != file.account.owner,
        let story = reason(stated, file)
      else { continue }
      var drift = check.finding(about: pair, in: file, fields: [], story: story)
      drift.remedy = .inStripe("write the right owner into the subscription's metadata")
      drift.cause.refutedIf =
        "supply an older dump of the owners to tell what became of the one that is named"
      file.add(drift, about: pair)
    }
  }

  /// What is wrong with the owner that metadata names; `nil` where nothing can be said.
  private static func reason(_ stated: Symbol, _ file: AccountCase) -> String? {
    guard let owners = file.board.owners, owners.rowCount > 0 else { return nil }
    if file.board.row(ofOwner: stated) == nil {
      // Where the owner's own row is missing, too, the table of owners is not whole.
      return file.account.owner == .empty || file.account.ownerRow != nil
        ? "the metadata names an owner that the database does not have" : nil
    }
    return file.account.owner == .empty
      ? nil : "the metadata names another owner than the one whose row it is"
  }
}
