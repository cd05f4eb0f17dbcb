/// What tenants used over time: from samples to steps of ten seconds and a minute, from the ledger to hours and days. Pure; the file is kept by
/// `history.sqlite`.
package dev.landlord.controller.history;
