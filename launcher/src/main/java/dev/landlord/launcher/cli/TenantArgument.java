package dev.landlord.launcher.cli;

import dev.landlord.protocol.TenantId;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// A tenant's id as typed.
final class TenantArgument implements ITypeConverter<TenantId> {
    @Override
    public TenantId convert(String value) {
        try {
            return new TenantId(value);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(e.getMessage());
        }
    }
}
