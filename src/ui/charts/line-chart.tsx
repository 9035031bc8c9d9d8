import { type KeyboardEvent, type PointerEvent, useState } from 'react';
import { useNavigate } from 'react-router';
import { type DrawingProps, MeasureAxis } from './bar-chart.tsx';
import classes from './charts.module.css';
import { ChartTip } from './chart-tip.tsx';
import { measureWords, pointWords } from './chart-words.ts';
import { seriesColour, seriesDash } from './legend.tsx';
import { type LineLayout, layOutLine, nearestPoint, type PlacedPoint } from './line-layout.ts';

/** More points than this are a line without dots. */
const mostDots = 60;

const moves: Readonly<Record<string, number>> = {
  ArrowRight: 1,
  ArrowUp: 1,
  ArrowLeft: -1,
  ArrowDown: -1,
  PageUp: 10,
  PageDown: -10,
};

/** Walks along points with the pointer or the arrows; Enter and a click follow the one that is pointed at. */
function useScan({ points, plot }: LineLayout, links: readonly string[] | undefined) {
  const [active, setActive] = useState<number>();
  const navigate = useNavigate();
  const last = points.length - 1;
  const follow = (): void => {
    const to = links?.[points[active ?? -1]?.point.row ?? -1];
    if (to !== undefined) void navigate(to);
  };
  const scan = (event: PointerEvent<SVGRectElement>): void => {
    const { left, top } = event.currentTarget.getBoundingClientRect();
    setActive(nearestPoint(points, event.clientX - left + plot.x, event.clientY - top + plot.y));
  };
  const press = (event: KeyboardEvent): void => {
    if (event.key === 'Enter') follow();
    const ends: Readonly<Record<string, number>> = { Home: 0, End: last };
    const step = moves[event.key];
    const next = ends[event.key] ?? (step === undefined ? undefined : (active ?? 0) + step);
    if (next === undefined) return;
    event.preventDefault();
    setActive(Math.max(0, Math.min(last, next)));
  };
  const listeners = {
    onPointerMove: scan,
    onPointerLeave: () => setActive(undefined),
    onFocus: () => setActive((before) => before ?? 0),
    onBlur: () => setActive(undefined),
    onKeyDown: press,
    onClick: follow,
  };
  return { active: Math.max(0, Math.min(active ?? 0, last)), pointed: points[active ?? -1], listeners };
}

/** Lines along a time, a number or categories. */
export function LineChart({ data, size, label, writing, links }: DrawingProps) {
  const layout = layOutLine(data, { ...size, locale: writing.locale, words: (value) => measureWords(value, writing) });
  const { points, plot } = layout;
  const { active, pointed, listeners } = useScan(layout, links);
  const shown = points[active];
  const series = data.series[pointed?.point.series ?? -1] ?? '';
  const place = pointed && {
    x: pointed.x,
    y: pointed.y,
    title: [pointed.point.words, series].filter((part) => part !== '').join(', '),
    value: measureWords(pointed.point.y, writing),
  };
  return (
    <>
      {/* biome-ignore lint/a11y/useSemanticElements: there is no other element for a drawing with parts */}
      <svg {...size} role="group" aria-label={label}>
        <Lines layout={layout} isDotted={points.length <= mostDots} />
        {pointed !== undefined && <Cursor at={pointed} plot={plot} />}
        <rect
          {...plot}
          {...listeners}
          className={classes.scan}
          data-clickable={links !== undefined}
          role="slider"
          aria-label={`Points of ${label}`}
          aria-valuemin={0}
          aria-valuemax={Math.max(0, points.length - 1)}
          aria-valuenow={active}
          aria-valuetext={shown === undefined ? 'no points' : pointWords(shown.point, data, writing)}
          tabIndex={0}
        />
      </svg>
      <ChartTip width={size.width} place={place} />
    </>
  );
}

function Cursor({ at: { x, y, point }, plot }: { readonly at: PlacedPoint; readonly plot: LineLayout['plot'] }) {
  return (
    <g aria-hidden>
      <line className={classes.cursor} x1={x} x2={x} y1={plot.y} y2={plot.y + plot.height} />
      <circle className={classes.dot} cx={x} cy={y} r={5.5} fill={seriesColour(point.series)} />
    </g>
  );
}

function Lines({ layout, isDotted }: { readonly layout: LineLayout; readonly isDotted: boolean }) {
  const { measures, plot, zero, places, paths, points } = layout;
  return (
    <>
      <MeasureAxis marks={measures} plot={plot} zero={zero} />
      <g aria-hidden>
        {places.map(({ at, words }) => (
          <text key={at} x={at} y={plot.y + plot.height + 17} textAnchor="middle">
            {words}
          </text>
        ))}
        {paths.map((path, series) => (
          <path
            // biome-ignore lint/suspicious/noArrayIndexKey: a series is its place
            key={series}
            d={path}
            className={classes.line}
            stroke={seriesColour(series)}
            strokeDasharray={seriesDash(series)}
          />
        ))}
        {isDotted &&
          points.map(({ x, y, point }) => (
            <circle
              key={`${point.row}`}
              className={classes.dot}
              cx={x}
              cy={y}
              r={3.5}
              fill={seriesColour(point.series)}
            />
          ))}
      </g>
    </>
  );
}
