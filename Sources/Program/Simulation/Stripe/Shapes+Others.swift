extension Shapes {
  var paymentIntent: String {
    #"{"id":"$intent$","object":"payment_intent","amount":$amount$,"amount_capturable":0,"#
      + #""amount_details":{"tip":{}},"amount_received":$amount$,"application":null,"#
      + #""application_fee_amount":null,"automatic_payment_methods":null,"canceled_at":null,"#
      + #""cancellation_reason":null,"capture_method":"automatic","client_secret":"#
      + #""$intent$_secret_$secret$","confirmation_method":"automatic","created":$invoiceCreated$,"#
      + #""currency":"usd","customer":"$customer$","description":"Subscription update","#
      + (version == .basil ? "" : #""invoice":"$invoice$","#)
      + #""last_payment_error":null,"latest_charge":"$charge$","livemode":true,"metadata":{},"#
      + #""next_action":null,"on_behalf_of":null,"payment_method":"$method$","#
      + #""payment_method_configuration_details":null,"payment_method_options":{"card":"#
      + #"{"installments":null,"mandate_options":null,"network":null,"request_three_d_secure":"#
      + #""automatic"}},"payment_method_types":["card","link"],"processing":null,"#
      + #""receipt_email":"$email$","review":null,"setup_future_usage":"off_session","#
      + #""shipping":null,"source":null,"statement_descriptor":null,"#
      + #""statement_descriptor_suffix":null,"status":"succeeded","transfer_data":null,"#
      + #""transfer_group":null}"#
  }

  var checkoutSession: String {
    #"{"id":"$session$","object":"checkout.session","adaptive_pricing":{"enabled":false},"#
      + #""after_expiration":null,"allow_promotion_codes":true,"amount_subtotal":$amount$,"#
      + #""amount_total":$amount$,"automatic_tax":{"enabled":true,"liability":{"type":"self"},"#
      + #""status":"complete"},"billing_address_collection":"auto","cancel_url":"#
      + #""https://app.example.com/billing?canceled=1","client_reference_id":"$owner$","#
      + #""client_secret":null,"consent":null,"consent_collection":null,"created":$created$,"#
      + #""currency":"usd","currency_conversion":null,"custom_fields":[],"custom_text":"#
      + #"{"after_submit":null,"shipping_address":null,"submit":null,"#
      + #""terms_of_service_acceptance":null},"customer":"$customer$","customer_creation":null,"#
      + #""customer_details":{"address":\#(address),"email":"$email$","name":"$name$","#
      + #""phone":null,"tax_exempt":"none","#
      + #""tax_ids":[]},"customer_email":null,"expires_at":$periodEnd$,"invoice":"#
      + #""$latestInvoice$","invoice_creation":null,"livemode":true,"locale":null,"metadata":"#
      + #"{"note":"$note$","\#(ownerKey)":"$owner$"},"mode":"subscription","payment_intent":null,"#
      + #""payment_link":null,"payment_method_collection":"always","#
      + #""payment_method_configuration_details":null,"payment_method_options":{"card":"#
      + #"{"request_three_d_secure":"automatic"}},"payment_method_types":["card"],"#
      + #""payment_status":"paid","phone_number_collection":{"enabled":false},"#
      + #""recovered_from":null,"#
      + #""saved_payment_method_options":{"allow_redisplay_filters":["always"],"#
      + #""payment_method_remove":null,"payment_method_save":null},"setup_intent":null,"#
      + #""shipping_address_collection":null,"shipping_cost":null,"shipping_details":null,"#
      + #""shipping_options":[],"status":"complete","submit_type":null,"subscription":"#
      + #""$subscription$","success_url":"#
      + #""https://app.example.com/billing?session={CHECKOUT_SESSION_ID}","#
      + #""total_details":{"amount_discount":0,"amount_shipping":0,"amount_tax":0},"ui_mode":"#
      + #""hosted","url":null}"#
  }

  var customer: String {
    #"{"id":"$customer$","object":"customer","address":\#(address),"#
      + #""balance":0,"created":"#
      + #"$customerCreated$,"currency":"usd","default_source":null,$deleted$"delinquent":"#
      + #"$delinquent$,"description":"$note$","discount":null,"email":"$email$","invoice_prefix":"#
      + #""$prefix$","invoice_settings":{"custom_fields":null,"default_payment_method":"#
      + #""$method$","footer":null,"rendering_options":null},"livemode":true,"metadata":"#
      + #"{"edited":"$customerRevision$","\#(ownerKey)":"$owner$"},"name":"$name$","#
      + #""next_invoice_sequence":2,"phone":"$phone$","preferred_locales":["de-CH","en-US"],"#
      + #""shipping":{"address":\#(address),"name":"$name$","phone":"$phone$"},"tax":"#
      + #"{"automatic_tax":"supported","ip_address":null,"location":{"country":"CH","source":"#
      + #""billing_address","state":null}},"tax_exempt":"none","test_clock":null}"#
  }

  /// A price, and the plan of the same id that goes with it.
  static func price(_ price: Price) -> String {
    #"{"id":"\#(price.id)","object":"price","active":true,"billing_scheme":"per_unit","created":"#
      + #"1717200000,"currency":"usd","custom_unit_amount":null,"livemode":true,"lookup_key":null,"#
      + #""metadata":{},"nickname":"\#(price.nickname)","product":"\#(price.product)","recurring":"#
      + #"{"aggregate_usage":null,"interval":"\#(price.interval)","interval_count":1,"meter":null,"#
      + #""trial_period_days":null,"usage_type":"licensed"},"tax_behavior":"exclusive","#
      + #""tiers_mode":null,"transform_quantity":null,"type":"recurring","#
      + #""unit_amount":\#(price.amount),"unit_amount_decimal":"\#(price.amount)"}"#
  }

  static func plan(_ price: Price) -> String {
    #"{"id":"\#(price.id)","object":"plan","active":true,"amount":\#(price.amount),"#
      + #""amount_decimal":"\#(price.amount)","billing_scheme":"per_unit","created":1717200000,"#
      + #""currency":"usd","interval":"\#(price.interval)","interval_count":1,"livemode":true,"#
      + #""metadata":{},"meter":null,"nickname":"\#(price.nickname)","product":"#
      + #""\#(price.product)","tiers_mode":null,"transform_usage":null,"#
      + #""trial_period_days":null,"usage_type":"licensed"}"#
  }
}
