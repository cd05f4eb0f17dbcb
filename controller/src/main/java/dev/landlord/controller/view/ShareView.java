package dev.landlord.controller.view;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.landlord.controller.policy.Use;
import dev.landlord.controller.ports.Rounding;
import dev.landlord.protocol.Resource;
import dev.landlord.protocol.message.Quota;

/// Use as a part of the quota, 1 being all of it; where the quota holds on each node, on the node where that is most.
/// Null where there is no quota or the use is not known.
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ShareView(Double cpu, Double memory, Double pids, Double io) {
    static final ShareView UNKNOWN = new ShareView(null, null, null, null);

    static ShareView of(Use use, Quota quota) {
        return new ShareView(share(use, quota, Resource.CPU), share(use, quota, Resource.MEMORY), share(use, quota, Resource.PIDS),
            share(use, quota, Resource.IO));
    }

    private static Double share(Use use, Quota quota, Resource resource) {
        var bound = quota.of(resource);
        var used = use.of(resource);
        return bound.isEmpty() || used.isEmpty() ? null : Rounding.tenThousandths(used.getAsDouble() / bound.getAsDouble());
    }
}
