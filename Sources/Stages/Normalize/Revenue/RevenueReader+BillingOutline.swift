import JSON

extension RevenueReader {
  /// What is looked at in invoices, charges and whatever moves money.
  static let billing: JSONOutline = invoiceBody.merging(money).merging(creditNote)

  private static let taxes: JSONOutline = [
    "amount": .value, "inclusive": .value, "tax_behavior": .value,
  ]
  private static let amounts: JSONOutline = ["amount": .value]
  private static let reference: JSONOutline = ["id": .value]
  private static let payment: JSONOutline = [
    "id": .value, "payment": ["charge": reference, "payment_intent": reference],
  ]

  private static let invoiceBody: JSONOutline = [
    "attempted": .value, "paid": .value, "closed": .value, "forgiven": .value,
    "billing_reason": .value, "date": .value, "finalized_at": .value,
    "status_transitions": [
      "finalized_at": .value, "paid_at": .value, "voided_at": .value,
      "marked_uncollectible_at": .value,
    ],
    "total": .value, "tax": .value, "total_taxes": taxes, "total_tax_amounts": taxes,
    "total_discount_amounts": amounts, "amount_due": .value, "amount_paid": .value,
    "amount_remaining": .value, "starting_balance": .value, "ending_balance": .value,
    "paid_out_of_band": .value, "charge": reference, "payment_intent": reference,
    "payments": ["data": payment],
    "lines": [
      "has_more": .value,
      "data": [
        "id": .value, "subscription": reference, "price": reference, "plan": reference,
        "amount": .value, "discount_amount": .value, "discount_amounts": amounts,
        "taxes": taxes, "tax_amounts": taxes, "invoice_line_item": .value,
        "period": ["start": .value, "end": .value],
        "pricing": ["price_details": ["price": reference]],
        "parent": [
          "subscription_item_details": ["subscription": .value],
          "invoice_item_details": ["subscription": .value],
        ],
      ],
    ],
  ]

  private static let money: JSONOutline = [
    "invoice": reference, "payment": ["charge": reference, "payment_intent": reference],
    "captured": .value, "amount": .value, "amount_captured": .value,
    "balance_transaction": reference, "failure_balance_transaction": reference,
    "balance_transactions": transaction, "arrival_date": .value,
    "reporting_category": .value, "type": .value, "source": reference, "available_on": .value,
    "fee": .value, "net": .value,
  ]

  private static let transaction: JSONOutline = [
    "id": .value, "reporting_category": .value, "type": .value, "source": reference,
    "currency": .value, "created": .value, "available_on": .value, "amount": .value,
    "fee": .value, "net": .value,
  ]

  private static let creditNote: JSONOutline = [
    "out_of_band_amount": .value, "pre_payment_amount": .value, "effective_at": .value,
    "voided_at": .value, "refund": reference,
    "refunds": ["refund": reference, "amount_refunded": .value],
  ]
}
