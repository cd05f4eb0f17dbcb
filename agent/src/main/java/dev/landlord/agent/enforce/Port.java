package dev.landlord.agent.enforce;

import dev.landlord.protocol.TenantId;
import dev.landlord.protocol.message.Ack;
import dev.landlord.protocol.message.Command;

/// The hands of the [Enforcer]. `reconcile`, `look` and `advance` start something that may take long and return at once; each ends with the
/// call named. The enforcer starts one of them at a time for a tenant.
public interface Port {
    /// Makes the work true. Ends with [Enforcer#reconciled].
    void reconcile(TenantId tenant, Work work);

    /// Looks at the group that an order means. Ends with [Enforcer#sighted].
    void look(TenantId tenant, Command.Evict order);

    /// Takes the next step of an eviction, as found. Ends with [Enforcer#advanced].
    ///
    /// @param untilNanos on the monotonic clock, from when on nobody is signalled any more: the order has been answered `failed(timeout)` then.
    ///                   A step that comes to nothing for that reason is told as [Eviction.Step.Wait]
    void advance(TenantId tenant, Eviction eviction, long untilNanos);

    /// Puts on disk, before it returns, what is desired of a tenant.
    void remember(TenantId tenant, Desire desire);

    void forget(TenantId tenant);

    /// Puts on disk, before it returns, what became of an order.
    void remember(OrderRecord order);

    void forget(OrderRecord order);

    /// Sends an answer.
    void ack(Ack ack);

    /// Sends the final answer to an order, unless that is being done already. Delivery ends with [Enforcer#delivered].
    void ackFinally(Ack ack);
}
