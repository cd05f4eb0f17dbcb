package dev.landlord.controller.history.sqlite;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;

/// Small numbers for tenants and nodes. For the writer alone; what it made new is lost with a transaction that is rolled back, so forget all then.
final class Names {
    private final Connection connection;
    private final Map<String, Long> ids = new HashMap<>();

    Names(Connection connection) throws SQLException {
        this.connection = connection;
        try (var statement = connection.createStatement(); var rows = statement.executeQuery("SELECT name, id FROM name")) {
            while (rows.next()) {
                ids.put(rows.getString(1), rows.getLong(2));
            }
        }
    }

    /// The name's number, made if it has none.
    long id(String name) throws SQLException {
        var known = ids.get(name);
        if (known != null) {
            return known;
        }
        try (var insert = connection.prepareStatement("INSERT INTO name (name) VALUES (?) RETURNING id")) {
            insert.setString(1, name);
            try (var rows = insert.executeQuery()) {
                rows.next();
                long id = rows.getLong(1);
                ids.put(name, id);
                return id;
            }
        }
    }
}
