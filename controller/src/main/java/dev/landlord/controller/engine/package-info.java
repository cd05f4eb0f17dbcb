/// The controller's edge to Kafka: topics, ownership of partitions, state and restore, effects, the tenants' registry, and the feed of the
/// read model. All decisions are made elsewhere, in `policy`.
///
/// Everything here runs on the event loop of the verticle that created it, unless a type says otherwise.
package dev.landlord.controller.engine;
