import { Button } from '@mantine/core';
import { useClipboard } from '@mantine/hooks';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import classes from './endpoints.module.css';

interface CodeBoxProps {
  readonly text: string;
  readonly label: string;
  /** In pixels. */
  readonly limit?: number;
}

/** A text to be copied, in a box that scrolls. */
export function CodeBox({ text, label, limit }: CodeBoxProps) {
  const style = limit === undefined ? {} : { maxHeight: limit };
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard
    <section className={classes.code} tabIndex={0} aria-label={label} style={style}>
      <pre>{text}</pre>
    </section>
  );
}

/** Copies a text; where the browser does not let us, it says so. */
export function CopyButton({ text, what }: { readonly text: string; readonly what: string }) {
  const clipboard = useClipboard({ timeout: 3000 });
  const Shape = clipboard.copied ? IconCheck : IconCopy;
  const words = clipboard.error !== null ? 'Select and copy it' : clipboard.copied ? 'Copied' : 'Copy';
  return (
    <Button
      size="compact-sm"
      mih="var(--target-small)"
      variant="default"
      leftSection={<Shape size={14} aria-hidden />}
      onClick={() => clipboard.copy(text)}
      aria-label={`${words}: ${what}`}
    >
      {words}
    </Button>
  );
}
