/// The edges of `landlord top`: the terminal with its keys, and the stream of events with its reconnecting.
package dev.landlord.launcher.top.live;
