import { Button, TextInput } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import classes from './admin.module.css';

interface ShownOnceProps {
  readonly label: string;
  readonly value: string;
  readonly children: ReactNode;
}

/** Something that is shown now and never again, to be copied. */
export function ShownOnce({ label, value, children }: ShownOnceProps) {
  const field = useRef<HTMLInputElement>(null);
  const [isCopied, setCopied] = useState(false);
  // What just came is what one wants to copy, also by the keyboard.
  useEffect(() => field.current?.select(), []);
  const copy = async (): Promise<void> => {
    field.current?.select();
    // Browsers have a clipboard for pages only where the connection is safe; elsewhere what is selected is copied.
    const clipboard = navigator.clipboard as Clipboard | undefined;
    if (clipboard === undefined) setCopied(document.execCommand('copy'));
    else setCopied(await written(clipboard, value));
  };
  return (
    <div className={classes.once} role="status">
      <div>
        <TextInput ref={field} label={label} value={value} readOnly onFocus={() => field.current?.select()} />
        <Button
          mih="var(--target)"
          leftSection={isCopied ? <IconCheck size={16} aria-hidden /> : <IconCopy size={16} aria-hidden />}
          onClick={() => void copy()}
        >
          {isCopied ? 'Copied' : 'Copy'}
        </Button>
      </div>
      <p className="soft">{children}</p>
    </div>
  );
}

/** Whether the browser let the page write; where it does not, what is selected can still be copied by hand. */
async function written(clipboard: Clipboard, value: string): Promise<boolean> {
  try {
    await clipboard.writeText(value);
    return true;
  } catch (thrown) {
    if (thrown instanceof DOMException) return false;
    throw thrown;
  }
}
