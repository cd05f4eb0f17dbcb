package dev.landlord.controller.view;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.landlord.controller.policy.Explanation;
import dev.landlord.controller.ports.Rounding;
import dev.landlord.protocol.Resource;
import dev.landlord.protocol.TenantId;
import java.util.List;

/// Why a tenant stands where it stands.
///
/// @param budget as in the tenant's own view, or null
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ExplanationView(TenantId tenant, List<String> sentences, List<Figure> figures, List<Explanation.OnNode> limits, BudgetView budget) {
    static ExplanationView of(TenantId tenant, Explanation explanation, BudgetView budget) {
        var figures = explanation.figures().stream().map(figure -> new Figure(figure.resource(), Rounding.tenThousandths(figure.use()),
            figure.quota(), EnforcementView.tenths(figure.score()), figure.state().wire())).toList();
        return new ExplanationView(tenant, explanation.sentences(), figures, explanation.limits(), budget);
    }

    /// @param use   in the resource's base unit, or null if not known
    /// @param quota in the same, or null if there is none
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Figure(Resource resource, Double use, Double quota, double score, String state) {
    }
}
