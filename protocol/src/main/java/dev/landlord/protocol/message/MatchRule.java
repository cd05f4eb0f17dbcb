package dev.landlord.protocol.message;

/// Which groups belong to a tenant besides those that `landlord run` starts.
///
/// @param cgroup a pattern over the cgroup's path in the hierarchy that counts CPU, e.g. `/slurm/uid_1001/*`: absolute, parts
///               separated by `/`, `*` stands for any text within one part; no `..`
public record MatchRule(String cgroup) {
    public MatchRule {
        Checks.notBlank("cgroup", cgroup);
        if (!cgroup.startsWith("/") || cgroup.length() < 2 || (cgroup + "/").contains("/../") || cgroup.contains("//")) {
            throw new IllegalArgumentException(
                "cgroup pattern '%s' is not valid: write an absolute path below the root, e.g. /slurm/uid_1001/*".formatted(cgroup));
        }
    }
}
