/// What tenants have used, booked from samples. Pure: no clock, no I/O; depends on the protocol alone. See docs/LEDGER.md.
package dev.landlord.controller.ledger;
