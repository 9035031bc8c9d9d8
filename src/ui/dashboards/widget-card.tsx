import { IconAlertTriangle, IconChartBar, IconClockExclamation, IconTable } from '@tabler/icons-react';
import { type CSSProperties, useRef, useState } from 'react';
import { Link, useSearchParams } from 'react-router';
import type { Schemas } from '../api/client.ts';
import { count } from '../format/amount.ts';
import { Instant } from '../format/instant.tsx';
import { useLocale } from '../format/locale.tsx';
import { Tip } from '../shell/tip.tsx';
import { pagePath, withParameters } from './address.ts';
import classes from './dashboards.module.css';
import type { Picture } from './use-view.ts';
import { WidgetBody } from './widget-body.tsx';
import { WidgetFace } from './widget-face.tsx';

type Widget = Schemas['Widget'];

interface WidgetCardProps {
  readonly dashboard: string;
  readonly page: string;
  readonly widget: Widget;
  readonly title: string | null;
  readonly picture: Picture | undefined;
}

const charts: readonly string[] = ['bar', 'line', 'pie'];

/** While new records are read, what was there stays, dimmed; nothing jumps. */
function useLastGood(picture: Picture | undefined): { readonly shown: Picture | undefined; readonly isOld: boolean } {
  const last = useRef<Picture>(undefined);
  if (picture !== undefined && picture.state !== 'loading') last.current = picture;
  const isOld = picture?.state === 'loading' && last.current !== undefined;
  return { shown: isOld ? last.current : picture, isOld };
}

/** Where each row of a widget leads. */
function useLinks(
  { dashboard, page, widget }: WidgetCardProps,
  picture: Picture | undefined,
): readonly string[] | undefined {
  const [search] = useSearchParams();
  const { click } = widget;
  const targets = picture?.content?.targets;
  if (click === undefined || targets === undefined) return undefined;
  return targets.map(
    (target) => `${pagePath(dashboard, click.page ?? page)}?${withParameters(search, target).toString()}`,
  );
}

/** A widget in its frame: title, marks, and what it shows. */
export function WidgetCard(props: WidgetCardProps) {
  const { widget, title, picture } = props;
  const { shown, isOld } = useLastGood(picture);
  const [asTable, setAsTable] = useState(false);
  const links = useLinks(props, shown);
  const label = title ?? `${widget.type} of ${widget.dataset ?? 'text'}`;
  const [x = 0, y = 0, width = 1, height = 1] = widget.at;
  const isChart = charts.includes(widget.type);
  return (
    <section
      className={classes.widget}
      aria-label={label}
      aria-busy={isOld || picture?.state === 'loading'}
      data-type={widget.type}
      data-old={isOld}
      style={{ '--x': x + 1, '--y': y + 1, '--w': width, '--h': height } as CSSProperties}
    >
      {(widget.type !== 'text' || title !== null) && (
        <header className={classes.widgetHead}>
          {title !== null && <h2>{title}</h2>}
          <Marks picture={shown} />
          {isChart && shown?.state === 'rows' && (
            <button
              type="button"
              className={classes.turn}
              aria-pressed={asTable}
              aria-label={`${label} as a table`}
              onClick={() => setAsTable(!asTable)}
            >
              {asTable ? <IconChartBar size={15} aria-hidden /> : <IconTable size={15} aria-hidden />}
            </button>
          )}
        </header>
      )}
      <div className={classes.widgetBody}>
        {shown?.state === 'rows' && shown.content !== undefined ? (
          <WidgetBody widget={widget} content={shown.content} label={label} links={links} asTable={asTable} />
        ) : (
          <WidgetFace picture={shown} rows={Math.max(1, height)} />
        )}
      </div>
      {shown?.state === 'rows' && <Left widget={widget} picture={shown} />}
    </section>
  );
}

/** How old the data is, and what is wrong with it: as a word and a sign. */
function Marks({ picture }: { readonly picture: Picture | undefined }) {
  if (picture?.at === undefined) return null;
  const { stale, at, cut } = picture;
  const why = stale?.problem?.message ?? 'Newer records are being read.';
  return (
    <span className={classes.marks}>
      {cut === true && (
        <Tip label="The dataset's limit cut the records: this is drawn from the first of them.">
          <span className={classes.warning}>
            <IconAlertTriangle size={13} aria-hidden /> cut
          </span>
        </Tip>
      )}
      {stale !== undefined && (
        <Tip label={why}>
          <span className={classes.warning}>
            <IconClockExclamation size={13} aria-hidden /> <span>old</span>
            <span className="hidden">: {why}</span>
          </span>
        </Tip>
      )}
      <Instant at={at} />
    </span>
  );
}

/** What of the rows is not here. */
function Left({ widget, picture }: { readonly widget: Widget; readonly picture: Picture }) {
  const { locale } = useLocale();
  const { total = 0, rows = [] } = picture.content ?? {};
  if (widget.type === 'number' || widget.type === 'text' || total <= rows.length) return null;
  return (
    <p className={classes.left}>
      The first {count(rows.length, locale)} of {count(total, locale)}.{' '}
      {widget.dataset !== undefined && <Link to={`/datasets/${widget.dataset}`}>See all in the dataset</Link>}
    </p>
  );
}
