package dev.landlord.controller.report;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;

/// A rational number: amounts by prices without any rounding, counted in another way than the report does.
record Fraction(BigInteger top, BigInteger bottom) {
    static Fraction of(long amount, long unit, BigDecimal price) {
        return new Fraction(price.unscaledValue().multiply(BigInteger.valueOf(amount)),
            BigInteger.TEN.pow(price.scale()).multiply(BigInteger.valueOf(unit)));
    }

    Fraction plus(Fraction other) {
        var sum = top.multiply(other.bottom).add(other.top.multiply(bottom));
        var common = sum.gcd(bottom.multiply(other.bottom));
        return new Fraction(sum.divide(common), bottom.multiply(other.bottom).divide(common));
    }

    BigDecimal rounded(int decimals) {
        return new BigDecimal(top).divide(new BigDecimal(bottom), decimals, RoundingMode.HALF_UP);
    }
}
