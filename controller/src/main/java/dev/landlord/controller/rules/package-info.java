/// What holds for all tenants of the house: `classes.yaml` as people write it with its checks, the settings that are kept in
/// `landlord.settings`, and the rules that follow from both. Pure.
package dev.landlord.controller.rules;
