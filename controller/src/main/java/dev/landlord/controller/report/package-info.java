/// From what is booked to a report for people: sums by tenant, node and day, and what they cost. Pure: records of the ledger in, a report out.
package dev.landlord.controller.report;
