/// How Stripe renders its objects in one version, as templates.
///
/// The keys and their order are those of events that Stripe sent; what no reader looks at is there
/// too, so that a payload is as long as a real one.
struct Shapes {
  let version: APIVersion
  /// The metadata key that holds the owner's id.
  let ownerKey: String

  private var isBasil: Bool { version == .basil }
  /// Discounts became a list in 2024, beside the single one that is gone since 2025.
  private var hasDiscountList: Bool { version != .older }

  /// A whole event around an object.
  func event(_ object: String) -> Template {
    Template(
      #"{"id":"$event$","object":"event","api_version":"\#(version.name)","created":$created$,"#
        + #""data":{"object":\#(object)$previous$},"livemode":true,"pending_webhooks":$pending$,"#
        + #""request":$request$,"type":"$type$"}"# + "\n")
  }

  /// The only item of a subscription.
  func item(price: String, plan: String, start: String, end: String) -> String {
    let period = #","current_period_end":\#(end),"current_period_start":\#(start)"#
    return #"{"id":"$item$","object":"subscription_item","billing_thresholds":null,"created":"#
      + #"$start$\#(isBasil ? period : "")"#
      + (hasDiscountList ? #","discounts":[]"# : "")
      + #","metadata":{"seat":"1","locale":"de-DE"},"plan":\#(plan),"price":\#(price),"quantity":1"#
      + #","subscription":"$subscription$","tax_rates":[]}"#
  }

  var subscription: String {
    let item = item(
      price: "$price$", plan: "$plan$", start: "$periodStart$", end: "$periodEnd$")
    var text =
      #"{"id":"$subscription$","object":"subscription","application":null,"#
      + #""application_fee_percent":null,"automatic_tax":{"disabled_reason":null,"enabled":true,"#
      + #""liability":{"type":"self"}},"billing_cycle_anchor":$start$,"#
      + #""billing_cycle_anchor_config":null,"#
    text += isBasil ? "" : #""billing_thresholds":null,"#
    text +=
      #""cancel_at":$cancelAt$,"cancel_at_period_end":$endsWithPeriod$,"canceled_at":$canceledAt$,"#
      + #""cancellation_details":{"comment":null,"feedback":null,"reason":$cancellation$},"#
      + #""collection_method":"charge_automatically","created":$start$,"currency":"usd","#
    text +=
      isBasil ? "" : #""current_period_end":$periodEnd$,"current_period_start":$periodStart$,"#
    text +=
      #""customer":"$customer$","days_until_due":null,"default_payment_method":"$method$","#
      + #""default_source":null,"default_tax_rates":[\#(taxRate)],"description":null,"#
    text += isBasil ? "" : #""discount":null,"#
    text += hasDiscountList ? #""discounts":[],"# : ""
    text +=
      #""ended_at":$endedAt$,"invoice_settings":{"account_tax_ids":null,"issuer":{"type":"self"}},"#
      + #""items":{"object":"list","data":[\#(item)],"has_more":false,"total_count":1,"#
      + #""url":"/v1/subscription_items?subscription=$subscription$"},"#
      + #""latest_invoice":"$latestInvoice$","livemode":true,"metadata":\#(metadata),"#
      + #""next_pending_invoice_item_invoice":null,"on_behalf_of":null,"pause_collection":$pause$,"#
      + #""payment_settings":{"payment_method_options":{"acss_debit":null,"bancontact":null,"#
      + #""card":{"network":null,"request_three_d_secure":"automatic"},"customer_balance":null,"#
      + #""konbini":null,"sepa_debit":null,"us_bank_account":null},"payment_method_types":"#
      + #"["card"],"save_default_payment_method":"on_subscription"},"#
      + #""pending_invoice_item_interval":null,"pending_setup_intent":null,"pending_update":null,"#
      + #""plan":$plan$,"quantity":1,"schedule":null,"start_date":$start$,"status":"$status$","#
      + #""test_clock":null,"transfer_data":null,"trial_end":$trialEnd$,"trial_settings":"#
      + #"{"end_behavior":{"missing_payment_method":"pause"}},"trial_start":$trialStart$}"#
    return text
  }

  /// What the application wrote into the metadata, with decoys for those who search by name.
  private var metadata: String {
    #"{"note":"$note$","revision":"$revision$","source":"checkout","#
      + #""status":"not \"canceled\", see \\notes","\#(ownerKey)":"$owner$"}"#
  }

  /// Percentages are the only fractions that these objects have.
  private var taxRate: String {
    #"{"id":"txr_1\#(Identifier.account)0a1b2c","object":"tax_rate","active":true,"country":"CH","#
      + #""created":1704067200,"description":"MWST – included in the price","display_name":"VAT","#
      + #""effective_percentage":8.1,"flat_amount":null,"inclusive":true,"jurisdiction":"CH","#
      + #""jurisdiction_level":"country","livemode":true,"metadata":{},"percentage":8.1,"#
      + #""rate_type":"percentage","state":null,"tax_type":"vat"}"#
  }

  /// Where everybody lives.
  var address: String {
    #"{"city":"Zürich","country":"CH","line1":"Am \"Bach\" 7","line2":null,"#
      + #""postal_code":"8001","state":null}"#
  }

  var invoice: String {
    var text =
      #"{"id":"$invoice$","object":"invoice","account_country":"US","account_name":"#
      + #""Example, Inc.","account_tax_ids":null,"amount_due":$amount$,"#
    text += isBasil ? #""amount_overpaid":0,"# : ""
    text +=
      #""amount_paid":$amountPaid$,"amount_remaining":$amountRemaining$,"amount_shipping":0,"#
      + #""application":null,"#
    text += isBasil ? "" : #""application_fee_amount":null,"#
    text +=
      #""attempt_count":$attempts$,"attempted":true,"auto_advance":false,"automatic_tax":"#
      + #"{"disabled_reason":null,"enabled":true,"liability":{"type":"self"},"status":"complete"},"#
      + #""automatically_finalizes_at":null,"billing_reason":"$reason$","#
    text += isBasil ? #""confirmation_secret":null,"# : #""charge":"$charge$","#
    text +=
      #""collection_method":"charge_automatically","created":$invoiceCreated$,"currency":"usd","#
      + #""custom_fields":null,"customer":"$customer$","customer_address":\#(address),"#
      + #""customer_email":"$email$","customer_name":"$name$","customer_phone":null,"#
      + #""customer_shipping":null,"customer_tax_exempt":"none","customer_tax_ids":[],"#
      + #""default_payment_method":null,"default_source":null,"default_tax_rates":[\#(taxRate)],"#
      + #""description":null,"#
    text += isBasil ? "" : #""discount":null,"#
    text +=
      #""discounts":[],"due_date":null,"effective_at":$invoiceCreated$,"ending_balance":0,"#
      + #""footer":null,"from_invoice":null,"hosted_invoice_url":"#
      + #""https://invoice.stripe.com/i/acct_1\#(Identifier.account)/live_$hosted$?s=ap","#
      + #""invoice_pdf":"https://pay.stripe.com/invoice/acct_1\#(Identifier.account)/live_$hosted$"#
      + #"/pdf?s=ap","issuer":{"type":"self"},"last_finalization_error":null,"#
      + #""latest_revision":null,"lines":{"object":"list","data":[\#(line)],"has_more":false,"#
      + #""total_count":1,"url":"/v1/invoices/$invoice$/lines"},"livemode":true,"metadata":{},"#
      + #""next_payment_attempt":$nextAttempt$,"number":"$number$","on_behalf_of":null,"#
    text += invoiceTies
    text +=
      #""payment_settings":{"default_mandate":null,"payment_method_options":null,"#
      + #""payment_method_types":null},"period_end":$periodStart$,"period_start":$start$,"#
      + #""post_payment_credit_notes_amount":0,"pre_payment_credit_notes_amount":0,"#
    text += isBasil ? "" : #""quote":null,"#
    text +=
      #""receipt_number":null,"rendering":null,"shipping_cost":null,"shipping_details":null,"#
      + #""starting_balance":0,"statement_descriptor":null,"status":"$invoiceStatus$","#
      + #""status_transitions":{"finalized_at":$invoiceCreated$,"marked_uncollectible_at":null,"#
      + #""paid_at":$paidAt$,"voided_at":null},"#
    text += isBasil ? "" : #""subscription":"$subscription$","subscription_details":\#(details),"#
    text +=
      #""subtotal":$amount$,"subtotal_excluding_tax":$amount$,"#
      + (isBasil ? "" : #""tax":null,"#) + #""test_clock":null,"total":$amount$,"#
      + #""total_discount_amounts":[],"total_excluding_tax":$amount$,"#
      + #""total_pretax_credit_amounts":[],"#
    text += isBasil ? #""total_taxes":[],"# : #""total_tax_amounts":[],"transfer_data":null,"#
    return text + #""webhooks_delivered_at":$invoiceCreated$}"#
  }

  private var details: String { #"{"metadata":\#(metadata)}"# }

  /// What ties an invoice to its payment and its subscription.
  private var invoiceTies: String {
    guard isBasil else {
      return #""paid":$isPaid$,"paid_out_of_band":false,"payment_intent":"$intent$","#
    }
    return #""parent":{"quote_details":null,"subscription_details":{"metadata":\#(metadata),"#
      + #""subscription":"$subscription$"},"type":"subscription_details"},"#
  }

  private var line: String {
    let common =
      #"{"id":"$line$","object":"line_item","amount":$amount$,"currency":"usd","description":"#
      + #""1 × $nickname$ (at \u0024$decimalAmount$)","discount_amounts":[],"discountable":true,"#
      + #""discounts":[],"invoice":"$invoice$","livemode":true,"metadata":\#(metadata),"#
    let period = #""period":{"end":$periodEnd$,"start":$periodStart$},"#
    if isBasil {
      return common
        + #""parent":{"invoice_item_details":null,"subscription_item_details":{"#
        + #""invoice_item":null,"proration":false,"proration_details":{"credited_items":null},"#
        + #""subscription":"$subscription$","subscription_item":"$item$"},"#
        + #""type":"subscription_item_details"},"#
        + period
        + #""pretax_credit_amounts":[],"pricing":{"price_details":{"price":"$priceID$","product":"#
        + #""$product$"},"type":"price_details","unit_amount_decimal":"$amount$"},"quantity":1,"#
        + #""taxes":[]}"#
    }
    return common + period
      + #""plan":$plan$,"price":$price$,"proration":false,"proration_details":{"credited_items":"#
      + #"null},"quantity":1,"subscription":"$subscription$","subscription_item":"$item$","#
      + #""tax_amounts":[],"tax_rates":[],"type":"subscription","unit_amount_excluding_tax":"#
      + #""$amount$"}"#
  }
}
