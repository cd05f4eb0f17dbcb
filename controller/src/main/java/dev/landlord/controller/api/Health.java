package dev.landlord.controller.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.landlord.controller.ports.Readiness;
import java.util.List;

/// How the controller fares.
///
/// @param status     `up`, `ready` or `waiting`
/// @param waitingFor in the order in which it comes
/// @param detail     why it waits, for people
/// @param history    how much of the history is still to be read, or null
@JsonInclude(JsonInclude.Include.NON_EMPTY)
record Health(String status, List<String> waitingFor, String detail, Readiness.HistoryBehind history) {
}
