package dev.landlord.controller.api;

import dev.landlord.protocol.NodeId;
import dev.landlord.protocol.TenantId;
import dev.landlord.protocol.document.StrictYaml;
import dev.landlord.protocol.json.MessageCodec;
import io.vertx.ext.web.RoutingContext;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// What a call asks for, out of its path, query, headers and body; every method throws a [Refusal] that says what to send instead.
final class Asked {
    private static final JsonMapper STRICT = MessageCodec.mapper().rebuild()
        .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
        .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
        .build();
    private static final Pattern VERSION = Pattern.compile("\"(\\d{1,15})\"");

    private Asked() {
    }

    static TenantId tenant(RoutingContext call) {
        return id(call, TenantId::new);
    }

    static NodeId node(RoutingContext call) {
        return id(call, NodeId::new);
    }

    private static <T> T id(RoutingContext call, Function<String, T> make) {
        try {
            return make.apply(call.pathParam("id"));
        } catch (IllegalArgumentException e) {
            throw new Refusal(400, "id-invalid", e.getMessage());
        }
    }

    /// Refuses parameters that a call does not know, and known ones that are there more than once: what is mistyped must not be passed over.
    static void parameters(RoutingContext call, String... known) {
        var names = new TreeSet<>(Set.of(known));
        for (var name : call.queryParams().names()) {
            if (!names.contains(name)) {
                throw Refusal.query("this call does not know the parameter '%s'; it knows %s".formatted(name,
                    names.isEmpty() ? "none" : String.join(", ", names)));
            }
            if (call.queryParams().getAll(name).size() > 1) {
                throw Refusal.query("'%s' is there more than once; say it once".formatted(name));
            }
        }
    }

    /// The flags that are set: `?name`, `?name=true`.
    static Set<String> flags(RoutingContext call, String... known) {
        parameters(call, known);
        var set = new TreeSet<String>();
        for (var parameter : call.queryParams()) {
            switch (parameter.getValue()) {
                case "", "true" -> set.add(parameter.getKey());
                case "false" -> { }
                default -> throw Refusal.query("'%s' must be true or false".formatted(parameter.getKey()));
            }
        }
        return set;
    }

    /// A number from 1 to `most`.
    static int limit(RoutingContext call, int fallback, int most) {
        var text = call.queryParams().get("limit");
        if (text == null) {
            return fallback;
        }
        if (text.matches("\\d{1,6}") && Integer.parseInt(text) >= 1 && Integer.parseInt(text) <= most) {
            return Integer.parseInt(text);
        }
        throw Refusal.query("'limit' must be a number from 1 to %s".formatted(most));
    }

    /// Compares the version that a caller rests its change on (`If-Match: "3"`, `If-Match: *`, `If-None-Match: *`) with the one that there is.
    ///
    /// @param version null if there is no such tenant
    static void checkVersion(RoutingContext call, Long version) {
        var wanted = call.request().getHeader("If-Match");
        if (call.request().getHeader("If-None-Match") != null && version != null) {
            throw mismatch(version);
        }
        if (wanted == null || wanted.equals("*") && version != null) {
            return;
        }
        var match = VERSION.matcher(wanted);
        if (!match.matches() && !wanted.equals("*")) {
            throw new Refusal(400, "version-invalid", "write If-Match as a version in quotes, e.g. \"3\"");
        }
        if (version == null || Long.parseLong(match.group(1)) != version) {
            throw mismatch(version);
        }
    }

    private static Refusal mismatch(Long version) {
        return new Refusal(412, "version-mismatch", version == null
            ? "there is no such tenant (any more); leave If-Match out to declare it"
            : "the tenant is at version %s; read it again, then change it".formatted(version));
    }

    /// The body of a call that takes a document, YAML or JSON, as text.
    static String document(RoutingContext call) {
        var text = Guards.text(call);
        if (Guards.contentTypeOf(call.request()).startsWith("application/json")) {
            json(text);
        }
        return text;
    }

    /// The body as a record of this type; unknown keys and values of the wrong form are refused.
    static <T> T body(RoutingContext call, Class<T> type) {
        var text = Guards.text(call);
        json(text);
        var attempt = StrictYaml.attempt(text, type);
        Refusal.ifAny(attempt.problems());
        return attempt.value();
    }

    /// The body as a JSON object, if it is; a repeated key or text behind the value is refused.
    static ObjectNode json(String text) {
        try {
            if (STRICT.readTree(text) instanceof ObjectNode object) {
                return object;
            }
        } catch (JacksonException e) {
            throw new Refusal(400, "body-malformed", "line %s: %s".formatted(
                e.getLocation() == null ? 0 : e.getLocation().getLineNr(), e.getOriginalMessage()));
        }
        throw new Refusal(400, "body-malformed", "the body must be a JSON object");
    }
}
