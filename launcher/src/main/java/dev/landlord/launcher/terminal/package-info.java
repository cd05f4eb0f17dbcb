/// What people see in a terminal: tables, amounts, and text of others that cannot play tricks there.
package dev.landlord.launcher.terminal;
