package dev.landlord.controller.policy;

/// How much more may be done to tenants in this moment, over all of those whom one owner decides upon. What the tenants have in common is
/// an input to the policy, which sees one of them.
///
/// @param tenants   how many more may be held back that are not yet
/// @param evictions how many more workloads may be ordered to end
public record Allowance(int tenants, int evictions) {
    /// No guardrail.
    public static final Allowance UNBOUNDED = new Allowance(Integer.MAX_VALUE, Integer.MAX_VALUE);
}
