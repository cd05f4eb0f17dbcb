/// Keeps the history in one file, with SQLite, and reads it.
package dev.landlord.controller.history.sqlite;
