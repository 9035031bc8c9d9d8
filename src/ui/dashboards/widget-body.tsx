import { lazy, Suspense, useMemo } from 'react';
import { Link } from 'react-router';
import type { Schemas } from '../api/client.ts';
import { RecordTable } from '../datasets/record-table.tsx';
import { cellWords } from '../format/cell-words.ts';
import { useLocale } from '../format/locale.tsx';
import { Loading } from '../states/states.tsx';
import classes from './dashboards.module.css';
import { PlainWords } from './plain-words.tsx';

/** Charts are loaded when the first of them is drawn. */
const Chart = lazy(async () => ({ default: (await import('../charts/chart.tsx')).Chart }));

type Content = NonNullable<Schemas['Picture']['content']>;

interface WidgetBodyProps {
  readonly widget: Schemas['Widget'];
  readonly content: Content;
  readonly label: string;
  readonly links: readonly string[] | undefined;
  /** True to see the rows of a chart as a table. */
  readonly asTable: boolean;
}

/** What a widget draws of its rows. */
export function WidgetBody(props: WidgetBodyProps) {
  const { widget, content, asTable } = props;
  if (widget.type === 'text') return <PlainWords text={content.text ?? ''} />;
  if (widget.type === 'number') return <NumberBody {...props} />;
  if (widget.type === 'table' || asTable) return <TableBody {...props} />;
  return <ChartBody {...props} type={widget.type} />;
}

function formatOf(format: Schemas['Widget']['format'], column: string): string | undefined {
  return typeof format === 'object' ? format[column] : format;
}

function NumberBody({ widget, content, links, label }: WidgetBodyProps) {
  const writing = useLocale();
  const [column] = content.columns;
  const format = typeof widget.format === 'string' ? widget.format : undefined;
  const words = cellWords(content.rows[0]?.[0], { type: column?.type ?? 'any', format }, writing);
  const to = links?.[0];
  return (
    <p className={classes.number} data-long={words.length > 12}>
      {to === undefined ? (
        words
      ) : (
        <Link to={to} aria-label={`${label}: ${words}`}>
          {words}
        </Link>
      )}
    </p>
  );
}

/** Of a chart only its measure has a format; of a table each column its own. */
function TableBody({ widget, content, label, links }: WidgetBodyProps) {
  const columns = useMemo(
    () =>
      content.columns.map((column, at) => {
        const isMeasure = widget.type !== 'table' && at === content.columns.length - 1;
        const format = widget.type === 'table' || isMeasure ? formatOf(widget.format, column.name) : undefined;
        return { ...column, format };
      }),
    [content.columns, widget],
  );
  return <RecordTable columns={columns} rows={content.rows} label={label} links={links} />;
}

function ChartBody({
  widget,
  content,
  label,
  links,
  type,
}: WidgetBodyProps & { readonly type: 'bar' | 'line' | 'pie' }) {
  const { locale, zone } = useLocale();
  const format = typeof widget.format === 'string' ? widget.format : undefined;
  const writing = useMemo(() => ({ locale, zone, format }), [locale, zone, format]);
  return (
    <Suspense fallback={<Loading rows={4} />}>
      <Chart type={type} rows={content} label={label} writing={writing} links={links} />
    </Suspense>
  );
}
