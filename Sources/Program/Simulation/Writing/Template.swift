/// A text with holes, taken apart once: what is fixed is copied, holes are filled in between.
///
/// In its source a hole is a name between dollar signs.
struct Template {
  /// What can stand in a hole.
  enum Hole: String {
    case event, created, pending, request, type
    case subscription, customer, item, owner, note, revision, status, price, plan
    case periodStart, periodEnd, start, trialStart, trialEnd, cancelAt, canceledAt, endedAt
    case endsWithPeriod, cancellation, latestInvoice, method, pause, previous
    case invoice, amount, amountPaid, amountRemaining, invoiceStatus, isPaid, attempts
    case number, hosted, intent, charge, line, paidAt, nextAttempt, reason, nickname
    case decimalAmount, secret, session, email, name, prefix, phone, customerRevision
    case customerCreated, invoiceCreated, product, priceID, delinquent, deleted
  }

  private struct Piece {
    let literal: Range<Int>
    let hole: Hole?
  }

  private let text: [UInt8]
  private let pieces: [Piece]

  /// Takes a text apart; its holes must all be known.
  init(_ source: String) {
    var text: [UInt8] = []
    var pieces: [Piece] = []
    for (number, part) in source.split(separator: "$", omittingEmptySubsequences: false)
      .enumerated()
    {
      if number % 2 == 0 {
        let start = text.count
        text += part.utf8
        pieces.append(Piece(literal: start..<text.count, hole: nil))
      } else {
        guard let hole = Hole(rawValue: String(part)) else {
          preconditionFailure("no hole is called \(part)")
        }
        pieces.append(Piece(literal: text.count..<text.count, hole: hole))
      }
    }
    self.text = text
    self.pieces = pieces
  }

  /// Appends the text; a function fills the holes.
  @inline(__always)
  func render(to out: inout [UInt8], _ fill: (Hole, inout [UInt8]) -> Void) {
    unsafe text.withUnsafeBufferPointer { text in
      for piece in pieces {
        if let hole = piece.hole {
          fill(hole, &out)
        } else {
          unsafe out.append(contentsOf: UnsafeBufferPointer(rebasing: text[piece.literal]))
        }
      }
    }
  }
}
