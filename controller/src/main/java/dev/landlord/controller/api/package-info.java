/// The HTTP edge: REST, server-sent events, health, metrics, the page's files. `docs/CONTRACT.md` says what outsiders may rely on.
/// Everything runs on the event loop of the verticle that starts it, which the read model is confined to; what takes longer than a moment
/// (YAML, large JSON, files) runs on workers over immutable values.
package dev.landlord.controller.api;
