package dev.landlord.launcher.simulate;

import dev.landlord.controller.policy.PolicyClass;
import dev.landlord.controller.policy.PolicyClasses;
import dev.landlord.controller.rules.ClassSettings;
import dev.landlord.launcher.RemedyException;
import dev.landlord.protocol.json.MessageCodec;
import dev.landlord.protocol.message.ClassSetting;
import dev.landlord.protocol.message.TenantSpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Who may use what today, and how overuse is answered.
///
/// @param classes the classes in force
/// @param tenants as declared
public record DeclaredHouse(PolicyClasses classes, Collection<TenantSpec> tenants) {
    public DeclaredHouse {
        tenants = List.copyOf(tenants);
    }

    /// With the classes that come with Landlord, and nobody in it.
    public static DeclaredHouse shipped() {
        return new DeclaredHouse(PolicyClasses.builtIn(), List.of());
    }

    public DeclaredHouse with(Collection<TenantSpec> others) {
        return new DeclaredHouse(classes, others);
    }

    /// From a controller's answers.
    ///
    /// @param tenants to `GET /tenants`
    /// @param classes to `GET /classes`
    /// @throws RemedyException if they are of another version
    public static DeclaredHouse answered(JsonNode tenants, JsonNode classes) {
        try {
            var specs = new ArrayList<TenantSpec>();
            for (JsonNode tenant : tenants.path("tenants")) {
                // Use of nobody's is listed, too, without a class.
                if (tenant.has("class")) {
                    specs.add(MessageCodec.mapper().treeToValue(tenant, TenantSpec.class));
                }
            }
            var known = new ArrayList<PolicyClass>();
            for (JsonNode each : classes.path("classes")) {
                var setting = ((ObjectNode) each.deepCopy()).put("kind", "class").put("actor", "-").put("at", Instant.EPOCH.toString());
                known.add(ClassSettings.read(MessageCodec.mapper().treeToValue(setting, ClassSetting.class)));
            }
            return new DeclaredHouse(PolicyClasses.builtIn().with(known), specs);
        } catch (JacksonException | IllegalArgumentException e) {
            throw new RemedyException("the controller's answer is not understood; is it of another version? " + e.getMessage(), e);
        }
    }
}
