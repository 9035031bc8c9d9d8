import { IconFileText } from '@tabler/icons-react';
import classes from './admin.module.css';

interface FromFileProps {
  readonly kind: string;
  readonly file: string;
}

/** Says that something is defined in a file, and that it is changed there and nowhere else. */
export function FromFile({ kind, file }: FromFileProps) {
  return (
    <p className={classes.fromFile}>
      <IconFileText size={16} aria-hidden />
      <span>
        A definition of the workspace: to change it, edit the document with <code>kind: {kind}</code> in{' '}
        <code>{file}</code>. It is loaded by itself.
      </span>
    </p>
  );
}
