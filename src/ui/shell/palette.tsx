/** Finds anything by name: pages, chains, jobs, and what one can do. */
import { Modal } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { type Finding, rank, useFindings } from './findings.ts';
import classes from './palette.module.css';

interface PaletteProps {
  readonly opened: boolean;
  readonly onClose: () => void;
}

/** The palette, over the page. */
export function Palette({ opened, onClose }: PaletteProps) {
  return (
    <Modal.Root
      opened={opened}
      onClose={onClose}
      size={620}
      yOffset="12vh"
      transitionProps={{ duration: 80 }}
      classNames={{ content: classes.content }}
    >
      <Modal.Overlay backgroundOpacity={0.35} />
      <Modal.Content aria-label="Find anything">
        <Search onClose={onClose} />
      </Modal.Content>
    </Modal.Root>
  );
}

const MOST_SHOWN = 40;

function Search({ onClose }: { readonly onClose: () => void }) {
  const [text, setText] = useState('');
  const [at, setAt] = useState(0);
  const found = rank(useFindings(text), text).slice(0, MOST_SHOWN);
  const chosen = Math.min(at, found.length - 1);
  const open = (finding: Finding | undefined): void => {
    if (finding === undefined) return;
    onClose();
    finding.open();
  };
  const press = (event: KeyboardEvent): void => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step !== 0) setAt((chosen + step + found.length) % Math.max(1, found.length));
    else if (event.key === 'Enter') open(found[chosen]);
    else return;
    event.preventDefault();
  };
  return (
    <>
      <div className={classes.search}>
        <IconSearch size={18} aria-hidden />
        <input
          data-autofocus
          type="text"
          role="combobox"
          aria-expanded
          aria-controls="findings"
          aria-activedescendant={found.length > 0 ? `finding-${chosen}` : undefined}
          aria-label="Find anything by name"
          placeholder="A page, chain, job or action"
          autoComplete="off"
          spellCheck={false}
          value={text}
          onChange={({ currentTarget }) => {
            setText(currentTarget.value);
            setAt(0);
          }}
          onKeyDown={press}
        />
        <kbd>Esc</kbd>
      </div>
      <FindingList found={found} chosen={chosen} open={open} />
    </>
  );
}

interface FindingListProps {
  readonly found: readonly Finding[];
  readonly chosen: number;
  readonly open: (finding: Finding) => void;
}

function FindingList({ found, chosen, open }: FindingListProps) {
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    list.current?.querySelector(`#finding-${chosen}`)?.scrollIntoView({ block: 'nearest' });
  }, [chosen]);
  if (found.length === 0) return <p className={classes.none}>Nothing is called that.</p>;
  return (
    <div id="findings" role="listbox" aria-label="Found" className={classes.list} ref={list}>
      {found.map((finding, at) => {
        const Shape = finding.icon;
        return (
          // The keyboard moves the choice from the field above, as a combobox does.
          // biome-ignore lint/a11y/useKeyWithClickEvents: see above
          <div
            key={finding.key}
            id={`finding-${at}`}
            role="option"
            tabIndex={-1}
            aria-selected={at === chosen}
            className={classes.finding}
            onClick={() => open(finding)}
          >
            <Shape size={17} stroke={1.7} aria-hidden />
            <span className={classes.name}>{finding.name}</span>
            <span className={classes.kind}>{finding.kind}</span>
          </div>
        );
      })}
    </div>
  );
}
