/** A table of records of which only what is seen is drawn, so that 100,000 rows scroll as ten do. */
import { IconArrowDown, IconArrowUp } from '@tabler/icons-react';
import { type KeyboardEvent, useMemo, useState } from 'react';
import { Link } from 'react-router';
import { useSize } from '../charts/use-size.ts';
import { cellWords, isNumeric } from '../format/cell-words.ts';
import { useLocale } from '../format/locale.tsx';
import { orderedRows, type RecordColumn, type RecordRow, type RecordSort } from './record-order.ts';
import classes from './record-table.module.css';

interface RecordTableProps {
  readonly columns: readonly RecordColumn[];
  readonly rows: readonly RecordRow[];
  readonly label: string;
  /** Only rows that hold this. */
  readonly words?: string;
  /** Where a row leads, by its place. */
  readonly links?: readonly string[] | undefined;
}

/** Rows that are drawn beyond what is seen, on both sides. */
const SPARE = 8;

/** Heights that a row is given by the stylesheet: on a desk, and where fingers press. */
const ROW = { desk: 33, phone: 44 } as const;

/** A table that scrolls in its own box; a press on a heading sorts. */
export function RecordTable({ columns, rows, label, words = '', links }: RecordTableProps) {
  const writing = useLocale();
  const [sort, setSort] = useState<RecordSort>();
  const [top, setTop] = useState(0);
  const [follow, size] = useSize();
  const order = useMemo(
    () => orderedRows(rows, columns, { sort, words, writing }),
    [rows, columns, sort, words, writing],
  );
  const height = window.matchMedia('(max-width: 720px)').matches ? ROW.phone : ROW.desk;
  const first = Math.max(0, Math.min(Math.floor(top / height) - SPARE, order.length - 1));
  const count = Math.ceil((size?.height ?? 400) / height) + 2 * SPARE;
  const drawn = order.slice(first, first + count);
  const after = order.length - first - drawn.length;
  return (
    <section
      className={classes.box}
      ref={follow}
      onScroll={(event) => setTop(event.currentTarget.scrollTop)}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard
      tabIndex={0}
      aria-label={`${label}, rows`}
    >
      <table className={classes.table} aria-rowcount={order.length + 1} aria-label={label}>
        <thead>
          <tr aria-rowindex={1}>
            {columns.map((column, at) => (
              <Heading key={column.name} column={column} at={at} sort={sort} choose={setSort} />
            ))}
          </tr>
        </thead>
        <tbody>
          <Space height={first * height} columns={columns.length} />
          {drawn.map((place, at) => (
            <Row key={place} columns={columns} row={rows[place] ?? []} index={first + at + 2} to={links?.[place]} />
          ))}
          <Space height={Math.max(0, after) * height} columns={columns.length} />
        </tbody>
      </table>
      {order.length === 0 && <p className={classes.none}>{words === '' ? 'No rows.' : `No row holds “${words}”.`}</p>}
    </section>
  );
}

/** Stands for rows that are not drawn. */
function Space({ height, columns }: { readonly height: number; readonly columns: number }) {
  if (height <= 0) return null;
  return (
    <tr aria-hidden>
      <td colSpan={columns} style={{ height, padding: 0, border: 0 }} />
    </tr>
  );
}

interface HeadingProps {
  readonly column: RecordColumn;
  readonly at: number;
  readonly sort: RecordSort | undefined;
  readonly choose: (sort: RecordSort | undefined) => void;
}

/** Pressed once it sorts, twice the other way, three times not at all. */
function Heading({ column, at, sort, choose }: HeadingProps) {
  const own = sort?.column === at ? sort : undefined;
  const next =
    own === undefined
      ? { column: at, descending: false }
      : own.descending
        ? undefined
        : { column: at, descending: true };
  const Arrow = own?.descending === true ? IconArrowDown : IconArrowUp;
  return (
    <th
      scope="col"
      data-numeric={isNumeric(column.type)}
      aria-sort={own === undefined ? 'none' : own.descending ? 'descending' : 'ascending'}
    >
      <button type="button" onClick={() => choose(next)}>
        {column.name}
        <Arrow size={13} aria-hidden data-shown={own !== undefined} />
      </button>
    </th>
  );
}

interface RowProps {
  readonly columns: readonly RecordColumn[];
  readonly row: RecordRow;
  readonly index: number;
  readonly to: string | undefined;
}

function Row({ columns, row, index, to }: RowProps) {
  const writing = useLocale();
  const walk = (event: KeyboardEvent<HTMLTableRowElement>): void => {
    const step =
      event.key === 'ArrowDown' ? 'nextElementSibling' : event.key === 'ArrowUp' ? 'previousElementSibling' : undefined;
    const link = step && event.currentTarget[step]?.querySelector('a');
    if (!link) return;
    event.preventDefault();
    link.focus();
  };
  return (
    <tr aria-rowindex={index} data-leads={to !== undefined} {...(to !== undefined && { onKeyDown: walk })}>
      {columns.map((column, at) => {
        const words = cellWords(row[at], column, writing);
        const shown = row[at] === null || row[at] === undefined ? <Nothing /> : words;
        return (
          <td key={column.name} data-numeric={isNumeric(column.type)} title={words.length > 40 ? words : undefined}>
            {at === 0 && to !== undefined ? <Link to={to}>{shown}</Link> : shown}
          </td>
        );
      })}
    </tr>
  );
}

function Nothing() {
  return (
    <span className="soft">
      <span aria-hidden="true">–</span>
      <span className="hidden">nothing</span>
    </span>
  );
}
