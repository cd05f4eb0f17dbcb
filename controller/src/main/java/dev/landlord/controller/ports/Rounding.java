package dev.landlord.controller.ports;

/// How exactly figures are told outside.
public final class Rounding {
    private static final double TEN_THOUSAND = 10_000;

    private Rounding() {
    }

    /// Cores and shares. What is not known (null) stays so.
    public static Double tenThousandths(Double figure) {
        return figure == null ? null : Double.valueOf(Math.round(figure * TEN_THOUSAND) / TEN_THOUSAND);
    }
}
