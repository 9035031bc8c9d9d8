// Runs before the first paint, so that a dark page does not flash in white. The key is Mantine's.
const chosen = window.localStorage.getItem('mantine-color-scheme-value');
const dark = window.matchMedia('(prefers-color-scheme: dark)').matches;
const scheme = chosen === 'light' || chosen === 'dark' ? chosen : dark ? 'dark' : 'light';
document.documentElement.setAttribute('data-mantine-color-scheme', scheme);
document.documentElement.setAttribute('data-density', window.localStorage.getItem('millrace-density') ?? 'roomy');
