/** Short messages about what was pressed: they stay until they are closed or have been there for a while. */
import { IconX } from '@tabler/icons-react';
import { useSyncExternalStore } from 'react';
import classes from './notices.module.css';

interface Notice {
  readonly key: number;
  readonly title: string;
  readonly message: string;
  readonly tone: 'neutral' | 'bad';
}

const SHOWN_FOR = 10_000;

let notices: readonly Notice[] = [];
let last = 0;
const watchers = new Set<() => void>();

function setNotices(next: readonly Notice[]): void {
  notices = next;
  for (const watch of watchers) watch();
}

const close = (key: number): void => setNotices(notices.filter((notice) => notice.key !== key));

/** Shows a message. */
export function notify(notice: Omit<Notice, 'key'>): void {
  last += 1;
  const key = last;
  setNotices([...notices, { ...notice, key }]);
  window.setTimeout(() => close(key), SHOWN_FOR);
}

/** The messages that are shown now. */
export function Notices() {
  const shown = useSyncExternalStore(
    (watch) => {
      watchers.add(watch);
      return () => watchers.delete(watch);
    },
    () => notices,
  );
  return (
    <div className={classes.notices} role="status" aria-live="polite">
      {shown.map(({ key, title, message, tone }) => (
        <div key={key} className={classes.notice} data-tone={tone}>
          <div>
            <strong>{title}</strong>
            <p>{message}</p>
          </div>
          <button type="button" aria-label="Close" onClick={() => close(key)}>
            <IconX size={16} aria-hidden />
          </button>
        </div>
      ))}
    </div>
  );
}
