import Bytes
import JSON

extension RevenueReader {
  /// Puts a charge.
  ///
  /// Source: Stripe API reference, “The Charge object”; very old ones have no status.
  mutating func putCharge(_ charge: JSONValue) {
    if let status = charge["status"], status.isString {
      put(text: status)
    } else {
      put(word: charge["paid"]?.bool == true ? "succeeded" : "failed")
    }
    put(id: charge["customer"])
    put(id: charge["invoice"])
    put(id: charge["payment_intent"])
    put(text: charge["currency"])
    put(id: charge["balance_transaction"])
    put(flag: charge["captured"]?.bool ?? true)
    put(amount: charge["amount_captured"] ?? charge["amount"])
    put(integer: charge["created"])
  }

  /// Puts a refund.
  ///
  /// Source: Stripe API reference, “The Refund object”; very old ones have no status.
  mutating func putRefund(_ refund: JSONValue) {
    if let status = refund["status"], status.isString {
      put(text: status)
    } else {
      put(word: "succeeded")
    }
    put(id: refund["charge"])
    put(id: refund["payment_intent"])
    put(text: refund["currency"])
    put(id: refund["balance_transaction"])
    put(id: refund["failure_balance_transaction"])
    put(amount: refund["amount"])
    put(integer: refund["created"])
  }

  /// Puts a dispute with its transactions of the balance.
  ///
  /// Source: Stripe API reference, “The Dispute object”.
  mutating func putDispute(_ dispute: JSONValue) {
    put(text: dispute["status"])
    put(id: dispute["charge"])
    put(id: dispute["payment_intent"])
    put(text: dispute["currency"])
    put(amount: dispute["amount"])
    put(integer: dispute["created"])
    let entries = dispute["balance_transactions"].flatMap { $0.isArray ? $0 : nil }
    put(count: entries?.elementCount ?? 0)
    guard let entries else { return }
    for entry in entries.elements {
      put(text: entry["id"])
      putBalanceTransaction(entry)
    }
  }

  /// Puts a transaction of the balance.
  ///
  /// Source: Stripe API reference, “The Balance Transaction object”.
  mutating func putBalanceTransaction(_ entry: JSONValue) {
    put(text: entry["reporting_category"])
    put(text: entry["type"])
    put(id: entry["source"])
    put(text: entry["currency"])
    put(integer: entry["created"])
    put(integer: entry["available_on"])
    put(amount: entry["amount"])
    put(amount: entry["fee"])
    put(amount: entry["net"])
  }

  /// Puts a payout.
  ///
  /// Source: Stripe API reference, “The Payout object”.
  mutating func putPayout(_ payout: JSONValue) {
    put(text: payout["status"])
    put(text: payout["currency"])
    put(id: payout["balance_transaction"])
    put(amount: payout["amount"])
    put(integer: payout["arrival_date"])
  }

  /// Puts what a payment paid of an invoice.
  ///
  /// Source: Stripe API reference, “The Invoice Payment object”, since 2025-03-31.basil.
  mutating func putInvoicePayment(_ payment: JSONValue) {
    put(id: payment["invoice"])
    put(id: payment["payment"]?["charge"])
    put(id: payment["payment"]?["payment_intent"])
  }

  /// Puts a credit note: what it is about, amounts and times, then its refunds and its lines.
  ///
  /// Source: Stripe API reference, “The Credit Note object”. Its amount includes taxes. The single
  /// `refund` became a list `refunds` with 2025-03-31.basil, and `type` says whether the invoice
  /// was paid already.
  mutating func putCreditNote(_ note: JSONValue) {
    put(id: note["invoice"])
    put(amount: note["amount"] ?? note["total"])
    put(amount: note["out_of_band_amount"])
    put(amount: note["pre_payment_amount"])
    put(text: note["type"])
    put(integer: note["effective_at"]?.unlessNull ?? note["created"])
    put(integer: note["voided_at"])
    put(refundsOf: note)
    let lines = note["lines"]?["data"]
    put(count: lines?.elementCount ?? 0)
    guard let lines else { return }
    for line in lines.elements {
      put(text: line["invoice_line_item"])
      let onTop = Self.sum(of: line["taxes"] ?? line["tax_amounts"]) { tax in
        !(tax["inclusive"]?.bool ?? tax["tax_behavior"]?.isString("inclusive") ?? false)
      }
      put(amount: line["amount"])
      let discount = Self.amount(of: line["discount_amount"])
      put(optional: discount ?? Self.sum(of: line["discount_amounts"]))
      put(optional: onTop)
    }
  }

  private mutating func put(refundsOf note: JSONValue) {
    if let list = note["refunds"], list.isArray {
      put(count: list.elementCount)
      for part in list.elements {
        put(id: part["refund"])
        put(amount: part["amount_refunded"])
      }
    } else if let refund = note["refund"], !refund.isNull {
      put(count: 1)
      put(id: refund)
      put(integer: nil)
    } else {
      put(count: 0)
    }
  }
}
