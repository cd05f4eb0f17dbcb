package dev.landlord.protocol.message;

import com.fasterxml.jackson.annotation.JsonInclude;

/// Which groups belong to a tenant besides those that `landlord run` starts.
///
/// @param cgroup   a pattern over the cgroup's path in the hierarchy that counts CPU, e.g. `/slurm/uid_1001/*`: absolute, parts
///                 separated by `/`, `*` stands for any text within one part; no `..`
/// @param priority of the workloads that it claims ([WorkloadSample#priority]), or null if it does not say
public record MatchRule(String cgroup, @JsonInclude(JsonInclude.Include.NON_NULL) Integer priority) {
    public MatchRule {
        Checks.notBlank("cgroup", cgroup);
        if (!cgroup.startsWith("/") || cgroup.length() < 2 || (cgroup + "/").contains("/../") || cgroup.contains("//")) {
            throw new IllegalArgumentException(
                "cgroup pattern '%s' is not valid: write an absolute path below the root, e.g. /slurm/uid_1001/*".formatted(cgroup));
        }
        Checks.priority(priority);
    }

    /// A rule that says nothing of priorities.
    public MatchRule(String cgroup) {
        this(cgroup, null);
    }
}
