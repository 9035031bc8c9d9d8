import { IconChevronRight } from '@tabler/icons-react';
import { useId, useState } from 'react';
import type { Schemas } from '../api/client.ts';
import { Instant } from '../format/instant.tsx';
import table from '../look/table.module.css';
import { AuditDetail } from './audit-detail.tsx';
import classes from './admin.module.css';
import { DefinitionLink } from './definition-link.tsx';
import { ResultMark } from './result-mark.tsx';

type Entry = Schemas['AuditEntry'];

interface AuditTableProps {
  readonly entries: readonly Entry[];
  readonly label: string;
  /** False where all are about the same object. */
  readonly withObject?: boolean;
}

/** Entries of the audit log, a row each, which opens to everything that is known of it. */
export function AuditTable({ entries, label, withObject = true }: AuditTableProps) {
  return (
    <div className={table.scroll}>
      <table className={table.table} aria-label={label}>
        <thead>
          <tr>
            <th>What happened</th>
            {withObject && <th className={table.notSmall}>To what</th>}
            <th className={table.notSmall}>Result</th>
            <th className={`${table.right} ${table.notSmall}`}>When</th>
            <th className={table.tight}>
              <span className="hidden">Everything</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {entries.map((entry) => (
            <EntryRows key={entry.id} entry={entry} withObject={withObject} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function EntryRows({ entry, withObject }: { readonly entry: Entry; readonly withObject: boolean }) {
  const [isOpen, setOpen] = useState(false);
  const id = useId();
  const { at, words, object, address, result } = entry;
  return (
    <>
      <tr>
        <td>
          <span>{words}</span>
          {address !== undefined && <span className={table.second}>from {address}</span>}
          <span className={`${table.onlySmall} ${table.line}`}>
            <ResultMark result={result} />
            <Instant at={at} />
          </span>
        </td>
        {withObject && (
          <td className={table.notSmall}>
            <DefinitionLink {...object} />
          </td>
        )}
        <td className={table.notSmall}>
          <ResultMark result={result} />
        </td>
        <td className={`${table.right} ${table.notSmall}`}>
          <Instant at={at} />
        </td>
        <td className={table.tight}>
          <button
            type="button"
            className={classes.fold}
            aria-expanded={isOpen}
            aria-controls={isOpen ? id : undefined}
            aria-label={`Everything about: ${words}`}
            onClick={() => setOpen(!isOpen)}
          >
            <IconChevronRight size={16} aria-hidden />
          </button>
        </td>
      </tr>
      {isOpen && (
        <tr id={id} className={classes.entry}>
          <td colSpan={withObject ? 5 : 4}>
            <AuditDetail entry={entry} />
          </td>
        </tr>
      )}
    </>
  );
}
