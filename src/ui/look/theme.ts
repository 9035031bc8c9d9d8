import { Button, createTheme, type CSSVariablesResolver, Input, type MantineColorsTuple } from '@mantine/core';

const race: MantineColorsTuple = [
  '#e2f1f5',
  '#c4e4ec',
  '#95d2e1',
  '#5cc2dc',
  '#35a8c5',
  '#178dab',
  '#0d7a97',
  '#0a6c87',
  '#085a71',
  '#06485b',
];

/** Mantine's greys of the dark look, from text to ground. */
const dark: MantineColorsTuple = [
  '#e5ebf0',
  '#c9d2da',
  '#9dabb7',
  '#74838f',
  '#36434e',
  '#28333d',
  '#151c22',
  '#0e1317',
  '#0b0f13',
  '#080b0e',
];

/** The components' theme: everything that has a token takes it from there. */
export const theme = createTheme({
  primaryColor: 'race',
  primaryShade: { light: 7, dark: 3 },
  autoContrast: true,
  colors: { race, dark },
  fontFamily: 'var(--face)',
  fontFamilyMonospace: 'var(--face-code)',
  defaultRadius: 'md',
  cursorType: 'pointer',
  focusRing: 'auto',
  respectReducedMotion: true,
  components: {
    Input: Input.extend({ vars: () => ({ wrapper: { '--input-height': 'var(--target)' } }) }),
    Button: Button.extend({
      vars: (_theme, { variant = 'filled' }) => ({
        root: variant === 'filled' ? { '--button-color': 'var(--accent-ink)' } : {},
      }),
    }),
  },
});

const tokens = {
  '--mantine-color-body': 'var(--surface)',
  '--mantine-color-text': 'var(--ink)',
  '--mantine-color-dimmed': 'var(--ink-soft)',
  '--mantine-color-placeholder': 'var(--ink-soft)',
  '--mantine-color-anchor': 'var(--accent)',
  '--mantine-color-error': 'var(--bad)',
  '--mantine-color-default': 'var(--surface)',
  '--mantine-color-default-hover': 'var(--sunk)',
  '--mantine-color-default-color': 'var(--ink)',
  '--mantine-color-default-border': 'var(--line)',
  '--mantine-color-disabled': 'var(--sunk)',
  '--mantine-color-disabled-color': 'var(--ink-soft)',
  '--mantine-color-disabled-border': 'var(--line)',
  '--mantine-primary-color-filled': 'var(--accent)',
  '--mantine-primary-color-filled-hover': 'var(--accent-hover)',
  '--mantine-primary-color-contrast': 'var(--accent-ink)',
  '--mantine-color-race-light': 'var(--accent-soft)',
  '--mantine-color-race-light-hover': 'var(--accent-soft)',
  '--mantine-color-race-light-color': 'var(--accent)',
  '--mantine-color-race-filled': 'var(--accent)',
  '--mantine-color-race-filled-hover': 'var(--accent-hover)',
};

/** Hands our tokens to the components. */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: { '--mantine-radius-md': 'var(--radius)' },
  light: tokens,
  dark: tokens,
});
