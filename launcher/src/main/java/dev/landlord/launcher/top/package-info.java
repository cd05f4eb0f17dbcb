/// What `landlord top` shows and what its keys do: pure, from (house, view, size, now) to the lines of a screen. Terminal, clock and
/// network are in `live`.
package dev.landlord.launcher.top;
