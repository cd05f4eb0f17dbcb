package dev.landlord.launcher.simulate;

import dev.landlord.controller.policy.PolicyClass;
import dev.landlord.controller.policy.PolicyClasses;
import dev.landlord.controller.rules.ClassesFile;
import dev.landlord.controller.tenants.TenantsFile;
import dev.landlord.launcher.ConfigurationException;
import dev.landlord.launcher.RemedyException;
import dev.landlord.protocol.PlainText;
import dev.landlord.protocol.document.Problem;
import dev.landlord.protocol.message.TenantSpec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// Reads what somebody thinks of applying, without applying it.
public final class TrialFiles {
    private TrialFiles() {
    }

    /// @param house the classes that those of the file may be `from`
    /// @throws ConfigurationException if the file cannot be read, or is wrong; it names every problem
    public static List<PolicyClass> classes(Path file, PolicyClasses house) {
        return ClassesFile.parse(text(file), house).orElseThrow(problems -> refused(file, problems));
    }

    /// @param classes the names that a tenant's class may have
    /// @throws ConfigurationException if the file cannot be read, or is wrong; it names every problem
    public static List<TenantSpec> tenants(Path file, Set<String> classes) {
        return TenantsFile.parse(text(file), classes).orElseThrow(problems -> refused(file, problems)).stream()
            .map(entry -> entry.at(1)).toList();
    }

    private static String text(Path file) {
        try {
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new ConfigurationException("%s cannot be read: %s".formatted(file, RemedyException.said(e)), e);
        }
    }

    private static ConfigurationException refused(Path file, List<Problem> problems) {
        return new ConfigurationException(problems.stream().map(problem -> PlainText.of(file + ": " + problem))
            .collect(Collectors.joining(System.lineSeparator())), null);
    }
}
