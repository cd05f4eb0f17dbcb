package dev.landlord.controller.api;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/// What a call must pass before it is looked at: its host, its token, its type of body.
final class Guards {
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "::1");
    private static final Set<String> WILDCARD = Set.of("0.0.0.0", "::");
    private static final Pattern IPV4 = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");
    private static final String BEARER = "Bearer ";

    private Guards() {
    }

    /// Refuses names that this server does not go by, which is how a page of another site would reach it through its reader's browser (DNS
    /// rebinding). Numbers cannot be rebound; of those, all are fine where all addresses are listened on. The port does not matter, so that
    /// it may be forwarded.
    static void host(RoutingContext call, String listensOn, Set<String> names) {
        var authority = call.request().authority();
        var host = authority == null ? "" : bare(authority.host());
        boolean number = host.contains(":") || IPV4.matcher(host).matches();
        if (names.contains(host) || number && WILDCARD.contains(bare(listensOn))) {
            call.next();
        } else {
            call.fail(new Refusal(421, "host-not-allowed",
                "this server does not go by the name in the Host header; use its address, or add the name to 'http.allowedHosts'"));
        }
    }

    static Set<String> names(String listensOn, List<String> allowed) {
        var names = new HashSet<String>();
        names.add(bare(listensOn));
        if (LOOPBACK.contains(bare(listensOn)) || WILDCARD.contains(bare(listensOn))) {
            names.addAll(LOOPBACK);
        }
        allowed.forEach(name -> names.add(bare(name)));
        return Set.copyOf(names);
    }

    private static String bare(String host) {
        var lower = host.toLowerCase(Locale.ROOT);
        var unbracketed = lower.startsWith("[") && lower.endsWith("]") ? lower.substring(1, lower.length() - 1) : lower;
        return unbracketed.endsWith(".") ? unbracketed.substring(0, unbracketed.length() - 1) : unbracketed;
    }

    static void token(RoutingContext call, AdminToken token) {
        var header = call.request().getHeader("Authorization");
        if (header == null || !header.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            call.fail(new Refusal(401, "token-missing",
                "this call changes something: send 'Authorization: Bearer TOKEN' with the content of the data directory's " + AdminToken.FILE));
        } else if (!token.matches(header.substring(BEARER.length()).strip())) {
            call.fail(new Refusal(401, "token-wrong",
                "the token is not this controller's; it stands in the data directory's " + AdminToken.FILE));
        } else {
            call.next();
        }
    }

    /// @param accepted types of body, without parameters
    static void contentType(RoutingContext call, List<String> accepted) {
        var parts = contentTypeOf(call.request()).split(";", 2);
        boolean utf8 = parts.length == 1 || parts[1].replace("\"", "").strip().matches("(?i)charset\\s*=\\s*utf-?8");
        if (accepted.contains(parts[0].strip()) && utf8) {
            call.next();
        } else {
            call.fail(new Refusal(415, "content-type-not-supported", "send a body in UTF-8 of type " + String.join(" or ", accepted)));
        }
    }

    static String contentTypeOf(HttpServerRequest request) {
        var type = request.getHeader("Content-Type");
        return type == null ? "" : type.toLowerCase(Locale.ROOT);
    }

    /// The body as text.
    ///
    /// @throws Refusal if it is not UTF-8
    static String text(RoutingContext call) {
        var body = call.body().buffer();
        try {
            return body == null ? "" : StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body.getBytes())).toString();
        } catch (CharacterCodingException _) {
            throw new Refusal(400, "body-malformed", "the body is not UTF-8");
        }
    }
}
