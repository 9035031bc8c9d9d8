import type { KeyboardEvent } from 'react';
import { useSearchParams } from 'react-router';
import { Count } from '../format/locale.tsx';
import classes from './tab-bar.module.css';

/** A tab; `count` stands beside its name. */
export interface TabChoice {
  readonly key: string;
  readonly name: string;
  readonly count?: number;
}

interface TabBarProps {
  readonly tabs: readonly TabChoice[];
  readonly chosen: string;
  readonly label: string;
}

/** Tabs whose choice stands in the address; arrows move between them. */
export function TabBar({ tabs, chosen, label }: TabBarProps) {
  const [, setSearch] = useSearchParams();
  const choose = (key: string): void =>
    setSearch(
      (before) => {
        const next = new URLSearchParams(before);
        next.set('tab', key);
        return next;
      },
      { replace: true },
    );
  const move = (event: KeyboardEvent<HTMLDivElement>): void => {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (step === 0) return;
    const at = tabs.findIndex(({ key }) => key === chosen);
    const next = tabs[(at + step + tabs.length) % tabs.length];
    if (next === undefined) return;
    choose(next.key);
    document.getElementById(`tab-${next.key}`)?.focus();
  };
  return (
    <div className={classes.bar} role="tablist" aria-label={label} onKeyDown={move}>
      {tabs.map(({ key, name, count = 0 }) => (
        <button
          key={key}
          id={`tab-${key}`}
          type="button"
          role="tab"
          aria-selected={key === chosen}
          aria-controls={key === chosen ? `panel-${key}` : undefined}
          tabIndex={key === chosen ? 0 : -1}
          onClick={() => choose(key)}
        >
          {name}
          {count > 0 && (
            <span className={classes.count}>
              <Count value={count} />
            </span>
          )}
        </button>
      ))}
    </div>
  );
}
