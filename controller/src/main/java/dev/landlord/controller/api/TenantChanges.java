package dev.landlord.controller.api;

import dev.landlord.controller.tenants.Diff;
import dev.landlord.controller.tenants.EntryPatch;
import dev.landlord.controller.tenants.TenantEntry;
import dev.landlord.controller.tenants.TenantsFile;
import dev.landlord.controller.view.TenantView;
import dev.landlord.protocol.TenantId;
import dev.landlord.protocol.document.Parsed;
import dev.landlord.protocol.message.TenantSpec;
import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;

/// The calls that declare, change and delete tenants. Each rests on what the one before left; another controller's changes are seen
/// by their version only, so whoever shares a tenant with others sends `If-Match`.
final class TenantChanges {
    private final Ports ports;
    private final Reads reads;
    private final OneAtATime changes;

    TenantChanges(Ports ports, Reads reads, OneAtATime changes) {
        this.ports = ports;
        this.reads = reads;
        this.changes = changes;
    }

    void putAll(RoutingContext call) {
        var flags = Asked.flags(call, "dryRun", "prune", "release");
        var text = Asked.document(call);
        parsed(call, () -> TenantsFile.parse(text, ports.classes()))
            .compose(entries -> changes.run(() -> {
                ports.requireTenants();
                var diff = Diff.of(entries, ports.directory().all(), flags.contains("prune"));
                checkRoom(diff);
                checkDeletions(diff, flags);
                return flags.contains("dryRun") ? Future.succeededFuture(diff) : write(diff);
            }))
            .onSuccess(diff -> Answers.largeJson(call, Applied.of(flags.contains("dryRun"), diff)))
            .onFailure(call::fail);
    }

    void put(RoutingContext call) {
        var id = declarable(Asked.tenant(call));
        Asked.flags(call);
        var text = Asked.document(call);
        parsed(call, () -> TenantsFile.parseEntry(text, id, ports.classes()))
            .compose(entries -> changes.run(() -> {
                ports.requireTenants();
                var before = ports.directory().find(id);
                Asked.checkVersion(call, before.map(TenantSpec::version).orElse(null));
                return one(entries.getFirst()).map(spec -> new Written(before.isEmpty() ? 201 : 200, shown(spec)));
            }))
            .onSuccess(written -> Reads.tenant(call, written.status(), written.tenant()))
            .onFailure(call::fail);
    }

    void patch(RoutingContext call) {
        var id = declarable(Asked.tenant(call));
        Asked.flags(call);
        var patch = Asked.json(Guards.text(call));
        changes.run(() -> {
            var before = ports.directory().find(id).orElseThrow(() -> reads.noTenant(id));
            ports.requireTenants();
            Asked.checkVersion(call, before.version());
            return parsed(call, () -> EntryPatch.apply(before, patch, ports.classes())).compose(entries -> one(entries.getFirst())).map(this::shown);
        }).onSuccess(tenant -> Reads.tenant(call, 200, tenant)).onFailure(call::fail);
    }

    void delete(RoutingContext call) {
        var id = declarable(Asked.tenant(call));
        var flags = Asked.flags(call, "release");
        changes.run(() -> {
            var before = ports.directory().find(id).orElseThrow(() -> reads.noTenant(id));
            ports.requireTenants();
            Asked.checkVersion(call, before.version());
            checkDeletions(new Diff(List.of(new Diff.Change.Deleted(before))), flags);
            return ports.tenants().delete(id);
        }).onSuccess(_ -> call.response().setStatusCode(204).end()).onFailure(call::fail);
    }

    private static TenantId declarable(TenantId id) {
        if (id.isUnattributed()) {
            throw new Refusal(400, "id-invalid", "'%s' stands for processes of nobody and cannot be declared".formatted(id));
        }
        return id;
    }

    private static Future<List<TenantEntry>> parsed(RoutingContext call, Callable<Parsed<TenantEntry>> parse) {
        return Answers.onWorker(call, parse).map(outcome -> outcome.orElseThrow(Refusal::document));
    }

    private void checkRoom(Diff diff) {
        long after = ports.directory().all().size() + diff.changes().stream().mapToLong(change -> switch (change) {
            case Diff.Change.Created _ -> 1;
            case Diff.Change.Deleted _ -> -1;
            case Diff.Change.Updated _, Diff.Change.Unchanged _ -> 0;
        }).sum();
        if (after > TenantsFile.MOST_TENANTS) {
            throw new Refusal(409, "too-many-tenants", "there would be %s tenants; a house holds %s".formatted(after, TenantsFile.MOST_TENANTS));
        }
    }

    private void checkDeletions(Diff diff, Set<String> flags) {
        if (flags.contains("release")) {
            return;
        }
        var running = new ArrayList<String>();
        for (var change : diff.changes()) {
            if (change instanceof Diff.Change.Deleted(var before)) {
                ports.house().running(before.id(), ports.clock().instant())
                    .forEach(workload -> running.add("%s (%s)".formatted(workload, before.id())));
            }
        }
        if (!running.isEmpty()) {
            throw new Refusal(409, "tenant-has-workloads",
                "still running: %s; end them first, or release them: release=true".formatted(Refusal.some(running)));
        }
    }

    private Future<TenantSpec> one(TenantEntry entry) {
        var diff = Diff.of(List.of(entry), ports.directory().all(), false);
        checkRoom(diff);
        return switch (diff.changes().getFirst()) {
            case Diff.Change.Created(var spec) -> ports.tenants().put(spec);
            case Diff.Change.Updated(_, var after) -> ports.tenants().put(after);
            case Diff.Change.Unchanged(var spec) -> Future.succeededFuture(spec);
            case Diff.Change.Deleted(var before) -> throw new IllegalStateException("a put deleted " + before.id());
        };
    }

    /// A failure in the middle leaves what was written; the same call again completes it.
    private Future<Diff> write(Diff diff) {
        var writes = new ArrayList<Future<?>>();
        for (var change : diff.changes()) {
            switch (change) {
                case Diff.Change.Created(var spec) -> writes.add(ports.tenants().put(spec));
                case Diff.Change.Updated(_, var after) -> writes.add(ports.tenants().put(after));
                case Diff.Change.Deleted(var before) -> writes.add(ports.tenants().delete(before.id()));
                case Diff.Change.Unchanged _ -> { }
            }
        }
        return Future.join(writes).map(diff);
    }

    /// The tenant as the read model shows it, which may be a moment behind the directory.
    private TenantView shown(TenantSpec written) {
        var now = ports.clock().instant();
        if (ports.house().tenant(written.id(), now).filter(tenant -> tenant.version() == written.version()).isEmpty()) {
            ports.house().declared(written, now);
        }
        return ports.house().tenant(written.id(), now)
            .orElseThrow(() -> new Refusal(503, "house-full", "the tenant was declared, but this controller shows as many as it can"));
    }

    private record Written(int status, TenantView tenant) {
    }

    private record Applied(boolean dryRun, List<Line> changes) {
        static Applied of(boolean dryRun, Diff diff) {
            return new Applied(dryRun, diff.changes().stream().map(change -> new Line(change.tenant(), change.wire())).toList());
        }
    }

    private record Line(TenantId tenant, String change) {
    }
}
