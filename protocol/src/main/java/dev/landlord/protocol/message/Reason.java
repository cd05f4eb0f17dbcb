package dev.landlord.protocol.message;

/// Why something was done.
///
/// @param rule machine-readable, e.g. `cpu.overuse`, `manual`
/// @param text a sentence for people
public record Reason(String rule, String text) {
    public Reason {
        Checks.notBlank("rule", rule);
        text = text == null ? "" : text;
    }
}
