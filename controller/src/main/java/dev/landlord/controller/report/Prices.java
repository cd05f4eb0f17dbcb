package dev.landlord.controller.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.landlord.protocol.document.StrictYaml;
import java.math.BigDecimal;
import java.util.Currency;
import java.util.stream.Stream;

/// What use costs, as `prices.yaml` says (`docs/examples/prices.yaml`). What has no price costs nothing.
///
/// @param currency            of all prices, e.g. `EUR`; or any other word, e.g. `credits`
/// @param decimals            of amounts that are charged; if left out, as many as the currency has, and 2 where that is not known
/// @param cpuCoreHour         for an hour of CPU time
/// @param memoryGibHour       for a GiB of the working set over an hour
/// @param ioGib               for a GiB read from or written to block devices
/// @param ioMillionOperations for a million reads and writes
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Prices(
    String currency,
    Integer decimals,
    BigDecimal cpuCoreHour,
    BigDecimal memoryGibHour,
    BigDecimal ioGib,
    BigDecimal ioMillionOperations
) {
    private static final String CURRENCY = "[A-Za-z][A-Za-z0-9]{0,15}";
    private static final int MOST_DECIMALS = 6;
    private static final int USUAL_DECIMALS = 2;

    public Prices {
        if (currency == null || !currency.matches(CURRENCY)) {
            throw new IllegalArgumentException("'currency' must be a word of up to 16 letters and digits, e.g. currency: EUR");
        }
        decimals = decimals == null ? Integer.valueOf(decimalsOf(currency)) : decimals;
        if (decimals < 0 || decimals > MOST_DECIMALS) {
            throw new IllegalArgumentException("'decimals' must be between 0 and %s, got %s".formatted(MOST_DECIMALS, decimals));
        }
        notNegative("cpuCoreHour", cpuCoreHour);
        notNegative("memoryGibHour", memoryGibHour);
        notNegative("ioGib", ioGib);
        notNegative("ioMillionOperations", ioMillionOperations);
        if (Stream.of(cpuCoreHour, memoryGibHour, ioGib, ioMillionOperations).allMatch(price -> price == null)) {
            throw new IllegalArgumentException("no price is there; write at least one of cpuCoreHour, memoryGibHour, ioGib, ioMillionOperations");
        }
    }

    /// @param source what to call the text in errors
    /// @throws dev.landlord.protocol.document.DocumentException naming everything that is wrong in it, with line and remedy
    public static Prices parse(String text, String source) {
        return StrictYaml.read(text, source, Prices.class);
    }

    private static int decimalsOf(String currency) {
        return Currency.getAvailableCurrencies().stream().filter(one -> one.getCurrencyCode().equals(currency))
            .mapToInt(Currency::getDefaultFractionDigits).filter(digits -> digits >= 0).findFirst().orElse(USUAL_DECIMALS);
    }

    private static void notNegative(String field, BigDecimal price) {
        if (price != null && price.signum() < 0) {
            throw new IllegalArgumentException("'%s' must be zero or more, got %s".formatted(field, price.toPlainString()));
        }
    }
}
