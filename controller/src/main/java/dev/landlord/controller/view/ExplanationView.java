package dev.landlord.controller.view;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.landlord.controller.policy.Explanation;
import dev.landlord.protocol.Resource;
import dev.landlord.protocol.TenantId;
import java.util.List;

/// Why a tenant stands where it stands.
public record ExplanationView(TenantId tenant, List<String> sentences, List<Figure> figures, List<Explanation.OnNode> limits) {
    static ExplanationView of(TenantId tenant, Explanation explanation) {
        var figures = explanation.figures().stream().map(figure -> new Figure(figure.resource(), UsageView.tenThousandths(figure.use()),
            figure.quota(), EnforcementView.tenths(figure.score()), figure.state().wire())).toList();
        return new ExplanationView(tenant, explanation.sentences(), figures, explanation.limits());
    }

    /// @param use   in the resource's base unit, or null if not known
    /// @param quota in the same, or null if there is none
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Figure(Resource resource, Double use, Double quota, double score, String state) {
    }
}
