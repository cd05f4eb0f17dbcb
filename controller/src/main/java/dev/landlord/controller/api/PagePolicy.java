package dev.landlord.controller.api;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// The page's Content-Security-Policy: nothing from elsewhere, no inline style, and no inline script but the import maps that stand in the
/// page itself (browsers take those inline only), each by its hash.
final class PagePolicy {
    private static final Pattern IMPORT_MAP = Pattern.compile("<script type=\"importmap\">(.*?)</script>", Pattern.DOTALL);

    private PagePolicy() {
    }

    /// Blocks.
    ///
    /// @param index the page's resource; the policy is as strict without it
    static String read(String index) throws IOException {
        try (var stream = PagePolicy.class.getClassLoader().getResourceAsStream(index)) {
            return of(stream == null ? "" : new String(stream.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    static String of(String html) {
        var hashes = IMPORT_MAP.matcher(html).results().map(script -> " 'sha256-" + hash(script.group(1)) + "'").collect(Collectors.joining());
        return "default-src 'none'; script-src 'self'" + hashes + "; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
            + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
    }

    private static String hash(String script) {
        try {
            return Base64.getEncoder().encodeToString(MessageDigest.getInstance("SHA-256").digest(script.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK knows SHA-256", e);
        }
    }
}
