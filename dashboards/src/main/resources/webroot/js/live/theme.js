const KEY = 'landlord.theme';

/** What can be chosen; `auto` follows the system. */
export const THEMES = ['auto', 'light', 'dark'];

export function chosenTheme() {
  return document.documentElement.dataset.theme ?? 'auto';
}

/** Applies the choice and keeps it in this browser. Charts, which do not see style sheets, hear of it by `landlord-theme`. */
export function chooseTheme(theme) {
  if (theme === 'auto') {
    delete document.documentElement.dataset.theme;
  } else {
    document.documentElement.dataset.theme = theme;
  }
  try {
    localStorage.setItem(KEY, theme);
  } catch {
    // No storage in this browser: the choice holds until the page is closed.
  }
  tell();
}

matchMedia('(prefers-color-scheme: dark)').addEventListener('change', tell);

function tell() {
  dispatchEvent(new Event('landlord-theme'));
}
