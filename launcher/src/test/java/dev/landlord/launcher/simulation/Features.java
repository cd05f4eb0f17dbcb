package dev.landlord.launcher.simulation;

import dev.landlord.controller.policy.PolicyClasses;
import java.util.List;

/// What a house has that not all have. Seeds that are known by what they find have no more than there was at the time, so that their runs stay
/// as they are.
///
/// @param squeezes classes squeeze memory, as they are shipped
/// @param varied   there are all kinds of tenants, and crowds ([Variety])
/// @param governed people change what holds for the house while it is running ([Government])
/// @param hasty    class `lenient` acts as soon as `strict` does
record Features(boolean squeezes, boolean varied, boolean governed, boolean hasty) {
    private static final long FIRST_THAT_SQUEEZES = 13;
    private static final long FIRST_VARIED = 16;
    private static final long FIRST_GOVERNED = 18;

    private static final PolicyClasses SHIPPED = PolicyClasses.builtIn();
    private static final PolicyClasses WITHOUT_SQUEEZE = SHIPPED.with(
        SHIPPED.all().stream().map(each -> Altered.with(each, "squeeze", null)).toList());
    private static final PolicyClasses HASTY = SHIPPED.with(
        List.of(Altered.with(SHIPPED.orStandard("lenient"), "clock", SHIPPED.orStandard("strict").clock())));

    static Features of(long seed, Focus focus) {
        boolean lenient = focus == Focus.LENIENT;
        return new Features(lenient || seed >= FIRST_THAT_SQUEEZES, lenient || seed >= FIRST_VARIED,
            focus == Focus.SWITCHES || focus == Focus.NONE && seed >= FIRST_GOVERNED, lenient);
    }

    /// Those that tenants may name as long as nobody changes them.
    PolicyClasses classes() {
        return hasty ? HASTY : squeezes ? SHIPPED : WITHOUT_SQUEEZE;
    }
}
