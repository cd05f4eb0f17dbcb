// Before the first paint: the theme that the person chose, else the one the system prefers (no attribute).
// A plain script on purpose; modules run too late to prevent a flash.
(function () {
  try {
    var chosen = localStorage.getItem('landlord.theme');
    if (chosen === 'light' || chosen === 'dark') {
      document.documentElement.dataset.theme = chosen;
    }
  } catch (_) {
    // No storage in this browser: the system's preference holds.
  }
})();
