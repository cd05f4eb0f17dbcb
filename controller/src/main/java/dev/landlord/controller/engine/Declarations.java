package dev.landlord.controller.engine;

import dev.landlord.controller.ports.TenantDirectory;
import dev.landlord.protocol.NodeId;
import dev.landlord.protocol.message.NodeReport;
import java.util.Collection;
import java.util.Optional;

/// What an owner needs to know besides its partition: the tenants declared, and the nodes' last heartbeats.
public interface Declarations extends TenantDirectory {
    Optional<NodeReport> node(NodeId node);

    Collection<NodeReport> nodes();
}
