package dev.landlord.protocol.message;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import dev.landlord.protocol.TenantId;
import dev.landlord.protocol.Topic;
import java.util.List;
import java.util.Map;

/// A tenant as declared. A tombstone under its key deletes it.
///
/// @param id          the tenant
/// @param version     grows by one with every change
/// @param policyClass the named policy that answers overuse, e.g. `standard`
/// @param quota       what it may use, over all nodes together or on each of them, as `scope` says
/// @param scope       over what its use is compared with the quota; `fleet` if left out
/// @param ceiling     what each node's kernel allows at most, from the first moment
/// @param budget      what it may use in a month or a day, or null: no bound
/// @param match       who belongs to it besides `landlord run`
/// @param labels      free text for people and other programs
@JsonPropertyOrder("schema")
public record TenantSpec(
    TenantId id,
    long version,
    @JsonProperty("class") String policyClass,
    Quota quota,
    Scope scope,
    Quota ceiling,
    @JsonInclude(JsonInclude.Include.NON_NULL) Budget budget,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<MatchRule> match,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, String> labels
) implements Message {
    public static final String DEFAULT_CLASS = "standard";

    public TenantSpec {
        Checks.present("id", id);
        if (id.isUnattributed()) {
            throw new IllegalArgumentException("tenant '%s' is reserved".formatted(id));
        }
        Checks.count("version", version);
        policyClass = policyClass == null ? DEFAULT_CLASS : Checks.notBlank("class", policyClass);
        quota = quota == null ? Quota.NONE : quota;
        scope = scope == null ? Scope.FLEET : scope;
        ceiling = ceiling == null ? Quota.NONE : ceiling;
        match = Checks.list(match);
        labels = Checks.map(labels);
    }

    /// A tenant without a budget.
    public TenantSpec(TenantId id, long version, String policyClass, Quota quota, Scope scope, Quota ceiling, List<MatchRule> match,
                      Map<String, String> labels) {
        this(id, version, policyClass, quota, scope, ceiling, null, match, labels);
    }

    /// A tenant without a budget, whose quota holds over all nodes together.
    public TenantSpec(TenantId id, long version, String policyClass, Quota quota, Quota ceiling, List<MatchRule> match, Map<String, String> labels) {
        this(id, version, policyClass, quota, Scope.FLEET, ceiling, null, match, labels);
    }

    /// The same with another budget.
    ///
    /// @param other null: none
    public TenantSpec with(Budget other) {
        return new TenantSpec(id, version, policyClass, quota, scope, ceiling, other, match, labels);
    }

    @Override
    public Topic topic() {
        return Topic.TENANTS;
    }

    @Override
    public String key() {
        return id.value();
    }
}
