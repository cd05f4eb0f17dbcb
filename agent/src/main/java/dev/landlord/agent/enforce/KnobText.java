package dev.landlord.agent.enforce;

/// What the kernel says of a knob.
///
/// @param text    what the knob holds, in the words in which it is written: put back, it restores the knob byte for byte
/// @param context what else its meaning depends on, and is never written: the period of a v1 quota, how far freezing has come
public record KnobText(String text, String context) {
}
