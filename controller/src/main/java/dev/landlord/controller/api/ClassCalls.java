package dev.landlord.controller.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.landlord.controller.policy.PolicyClass;
import dev.landlord.controller.rules.ClassSettings;
import dev.landlord.controller.rules.ClassesFile;
import dev.landlord.controller.rules.HouseRules;
import dev.landlord.controller.view.ClassView;
import dev.landlord.protocol.TenantId;
import dev.landlord.protocol.message.ClassSetting;
import dev.landlord.protocol.message.TenantSpec;
import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// The calls that show and change policy classes.
final class ClassCalls {
    private final Ports ports;
    private final OneAtATime changes;

    /// @param changes shared with the calls that declare tenants, so that no class goes that a tenant has just named
    ClassCalls(Ports ports, OneAtATime changes) {
        this.ports = ports;
        this.changes = changes;
    }

    void all(RoutingContext call) {
        ports.requireTenants();
        var rules = ports.rules().current();
        var named = ports.directory().all().values().stream()
            .collect(Collectors.groupingBy(TenantSpec::policyClass, Collectors.counting()));
        Answers.largeJson(call, new Classes(rules.classes().all().stream()
            .map(one -> ClassView.of(one, rules.origin(one), named.getOrDefault(one.name(), 0L))).toList()));
    }

    void one(RoutingContext call) {
        ports.requireTenants();
        var rules = ports.rules().current();
        var found = find(call, rules);
        Answers.json(call, 200, ClassView.of(found, rules.origin(found), tenantsOf(found.name()).size()));
    }

    void putAll(RoutingContext call) {
        var flags = Asked.flags(call, "dryRun");
        var text = Asked.document(call);
        changes.run(() -> {
            ports.requireTenants();
            var rules = ports.rules().current();
            return Answers.onWorker(call, () -> ClassesFile.parse(text, rules.classes())).compose(parsed -> {
                var wanted = parsed.orElseThrow(Refusal::document);
                var lines = wanted.stream().map(one -> new Line(one.name(), change(one, rules))).toList();
                var changed = wanted.stream().filter(one -> !rules.classes().find(one.name()).equals(Optional.of(one))).toList();
                checkRoom(changed, rules);
                return flags.contains("dryRun") ? Future.succeededFuture(new Applied(true, lines)) : write(changed).map(new Applied(false, lines));
            });
        }).onSuccess(applied -> Answers.json(call, 200, applied)).onFailure(call::fail);
    }

    void delete(RoutingContext call) {
        Asked.flags(call);
        changes.run(() -> {
            ports.requireTenants();
            var rules = ports.rules().current();
            var found = find(call, rules);
            if (rules.origin(found) == HouseRules.Origin.ADDED) {
                checkUnused(found.name());
            }
            return rules.sets(found.name()) ? ports.settings().remove(ClassSetting.key(found.name())) : Future.<Void>succeededFuture();
        }).onSuccess(_ -> call.response().setStatusCode(204).end()).onFailure(call::fail);
    }

    private static PolicyClass find(RoutingContext call, HouseRules rules) {
        var name = call.pathParam("name");
        return rules.classes().find(name).orElseThrow(() -> new Refusal(404, "class-not-found",
            "there is no class of this name; there are " + String.join(", ", rules.classes().names())));
    }

    private static String change(PolicyClass wanted, HouseRules rules) {
        return rules.classes().find(wanted.name()).map(before -> before.equals(wanted) ? "unchanged" : "updated").orElse("created");
    }

    private static void checkRoom(List<PolicyClass> changed, HouseRules rules) {
        long after = rules.setClasses() + changed.stream().filter(one -> !rules.sets(one.name())).count();
        if (after > ClassesFile.MOST_CLASSES) {
            throw new Refusal(409, "too-many-classes", "there would be %s classes beside the shipped ones; a house holds %s"
                .formatted(after, ClassesFile.MOST_CLASSES));
        }
    }

    private void checkUnused(String name) {
        var tenants = tenantsOf(name);
        if (!tenants.isEmpty()) {
            throw new Refusal(409, "class-in-use", "named by %s; give them another class first".formatted(
                Refusal.some(tenants.stream().map(TenantId::value).toList())));
        }
    }

    private List<TenantId> tenantsOf(String name) {
        return ports.directory().all().values().stream().filter(spec -> spec.policyClass().equals(name)).map(TenantSpec::id).toList();
    }

    /// A failure in the middle leaves what was written; the same call again completes it.
    private Future<Void> write(List<PolicyClass> changed) {
        var writes = new ArrayList<Future<?>>();
        changed.forEach(one -> writes.add(ports.settings().put(ClassSettings.of(one, Actions.ACTOR, ports.clock().instant()))));
        return Future.join(writes).mapEmpty();
    }

    private record Classes(List<ClassView> classes) {
    }

    private record Applied(boolean dryRun, List<Line> changes) {
    }

    private record Line(@JsonProperty("class") String policyClass, String change) {
    }
}
