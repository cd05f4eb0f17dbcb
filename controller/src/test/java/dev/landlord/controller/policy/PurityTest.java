package dev.landlord.controller.policy;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.time.Clock;
import java.time.Instant;
import java.util.Random;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/// The policy is a function: it sees its arguments and nothing else.
class PurityTest {
    private static final JavaClasses POLICY = new ClassFileImporter().withImportOption(new ImportOption.DoNotIncludeTests())
        .importPackages("dev.landlord.controller.policy");

    @Test
    void dependsOnTheProtocolAndPlainJavaAlone() {
        classes().should().onlyDependOnClassesThat().resideInAnyPackage("dev.landlord.controller.policy",
                "dev.landlord.protocol", "dev.landlord.protocol.message", "dev.landlord.protocol.quantity",
                "java.lang", "java.lang.invoke", "java.lang.runtime", "java.util", "java.util.function", "java.util.stream", "java.time",
                "java.time.temporal", "java.io")
            .check(POLICY);
    }

    @Test
    void doesNoInputOrOutput() {
        noClasses().should().dependOnClassesThat(new DescribedPredicate<>("do I/O") {
            @Override
            public boolean test(JavaClass type) {
                return type.getPackageName().equals("java.io") && !type.getName().equals("java.io.Serializable");
            }
        }).check(POLICY);
    }

    @Test
    void hasNoClockNoChanceAndNoThread() {
        noClasses().should().callMethod(Instant.class, "now")
            .orShould().callMethod(System.class, "currentTimeMillis")
            .orShould().callMethod(System.class, "nanoTime")
            .orShould().dependOnClassesThat().areAssignableTo(Clock.class)
            .orShould().dependOnClassesThat().areAssignableTo(Random.class)
            .orShould().dependOnClassesThat().areAssignableTo(RandomGenerator.class)
            .orShould().dependOnClassesThat().areAssignableTo(UUID.class)
            .orShould().dependOnClassesThat().areAssignableTo(Thread.class)
            .orShould().callMethod(Math.class, "random")
            .orShould().accessField(System.class, "out")
            .orShould().accessField(System.class, "err")
            .check(POLICY);
    }
}
