/** Puts theme, text size and density on <html>; "system" follows the platform while it changes. */
import type { Settings } from '$lib/api';

export function dress(settings: () => Settings): void {
  const media = matchMedia('(prefers-color-scheme: dark)');
  let dark = $state(media.matches);
  $effect(() => {
    const on = (e: MediaQueryListEvent) => (dark = e.matches);
    media.addEventListener('change', on);
    return () => media.removeEventListener('change', on);
  });
  $effect(() => {
    const s = settings();
    const root = document.documentElement;
    const theme = s.theme === 'system' ? (dark ? 'dark' : 'light') : s.theme;
    root.dataset['theme'] = theme;
    root.dataset['density'] = s.density;
    root.style.setProperty('--scale', String(Math.max(90, Math.min(130, s.textSize)) / 100));
  });
}
