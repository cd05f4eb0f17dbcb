package dev.landlord.protocol.message;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.landlord.protocol.Topic;
import java.time.Instant;

/// What holds for all tenants of the house and may change while it is running. Every controller follows these.
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, include = JsonTypeInfo.As.EXISTING_PROPERTY, property = "kind")
@JsonSubTypes({
    @JsonSubTypes.Type(value = ClassSetting.class, name = ClassSetting.KIND),
    @JsonSubTypes.Type(value = Setting.Switch.class, name = Setting.Switch.KIND)
})
@JsonPropertyOrder({"schema", "kind"})
public sealed interface Setting extends Message permits ClassSetting, Setting.Switch {
    @JsonProperty("kind")
    String kind();

    /// Who wanted it.
    String actor();

    /// When.
    Instant at();

    @Override
    default Topic topic() {
        return Topic.SETTINGS;
    }

    /// Whether one of the policy's means may be used at all. A means without a record is on.
    ///
    /// @param means  `weight`, `throttle`, `freeze` or `evict`; what a controller does not know it passes over
    /// @param on     false: nobody is answered with it, and what is in force is taken back
    /// @param actor  who switched it
    /// @param reason why, in that person's words
    /// @param at     when
    record Switch(String means, boolean on, String actor, String reason, Instant at) implements Setting {
        static final String KIND = "switch";
        private static final String PREFIX = "switch/";

        public Switch {
            Checks.notBlank("means", means);
            Checks.notBlank("actor", actor);
            Checks.notBlank("reason", reason);
            Checks.present("at", at);
        }

        @Override
        public String kind() {
            return KIND;
        }

        @Override
        public String key() {
            return PREFIX + means;
        }
    }
}
