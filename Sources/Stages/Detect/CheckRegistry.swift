extension Check {
  /// Every check, in the order in which they explain: from the particular to the general.
  ///
  /// Identity and the owner's whole situation come before the state of a single row, and the
  /// state before its fields, because a fix decided on one row alone can take access away from
  /// somebody who pays through another.
  public static let all: [Check] = [
    .deletedOwner, .softDeletedRow, .relinkBlocked, .twoLiveSubscriptions,
    .constraintBlocks, .paidButUnaware, .stalePointer, .metadataOwner, .orphanSubscription,
    .phantomSubscription, .incompleteSquatting, .resurrected, .ghostActive, .supersededWipe,
    .localEnd, .elapsedLocalTrial, .endedWithoutLink, .trialConverted, .pausedUnknown,
    .dunningMissed,
    .recoveredBlocked, .cancelNotMirrored, .staleCancel, .statusCollapse, .nullItem,
    .partialTruth,
    .customerMismatch, .stalePeriod, .fossilTrial, .pausedCollection, .pendingChange,
    .wrongItem, .currencyExponent, .priceMismatch, .seatsNotGranted, .seatsNotBilled,
    .intervalMismatch, .discountMismatch, .legacyPrice, .unmappedPrice, .unexplainedField,
    .deletedCustomer, .twoLiveRows, .noLiveRow,
    .layerBehind, .layerMissing, .severalTenants, .buyerOutsideTenant, .tenantsCross,
    .threeWaySplit, .cachedWrongSubscription, .negativeMarkerOutlives, .cacheLiveTruthEnded,
    .cacheBehind, .cacheMissDenies, .cacheOverstays, .cachedLinkDiffers, .syncNeverSucceeds,
    .placeholderPrice, .inactivePrice, .catalogueDiffers, .ambiguousCatalogue, .itemSetDiffers,
    .customerMissing, .duplicateCustomers, .sharedCustomer, .payerEmail, .wrongAccount,
    .historyDeleted, .checkoutMetadata,
    .invoiceMissing, .paymentNotCarried, .revisedInvoice, .invoiceStatus, .moneyAmount,
    .paidWithoutCharge, .paymentTwice, .refundDiffers, .disputeMissing, .revenueMissing,
    .payoutNotTied,
    .neverDelivered, .acknowledgedNotRecorded, .processedNoEffect, .stuckProcessing,
    .failedNeverRedriven, .deadLettered, .obsoleteDeadLetter, .appliedTwice,
    .outOfOrderOverwrite,
    .sameSecondTie, .replayRegression, .typeNotHandled, .shapeDrop, .foreignEvent,
    .payloadDivergence,
    .unrecoverableGap,
    .duplicateValue, .danglingReference, .pastRetention, .copyDiffers,
    .notOneRow, .missingRow, .valueNotAllowed, .quotaExceeded, .entitlementTooLow,
    .accessWithoutSubscription, .creditsGrantedTwice, .creditsNotGranted, .quotaNotReset,
    .balanceDiffers, .wrongInvoice, .noClawback, .usageUnderReported,
    .usageOverReported, .policySplit,
  ]
}
