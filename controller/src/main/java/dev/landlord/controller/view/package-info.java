/// What the house looks like now: messages go in, immutable views come out, which the API and the page show. Pure: no clock, no I/O,
/// no threads; every method that depends on time is told it.
package dev.landlord.controller.view;
