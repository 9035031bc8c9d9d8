import { useState } from 'react';
import { type AxisMark, layOutBars, type BarLayout } from './bar-layout.ts';
import classes from './charts.module.css';
import type { ChartData } from './chart-data.ts';
import { ChartTip } from './chart-tip.tsx';
import { type ChartWriting, measureWords, pointWords } from './chart-words.ts';
import { seriesColour } from './legend.tsx';
import { Marks } from './marks.tsx';
import type { Size } from './use-size.ts';

/** What every kind of chart is given. */
export interface DrawingProps {
  readonly data: ChartData;
  readonly size: Size;
  readonly label: string;
  readonly writing: ChartWriting;
  /** Where a row leads, by its place. */
  readonly links: readonly string[] | undefined;
}

/** Bars from a zero line. */
export function BarChart({ data, size, label, writing, links }: DrawingProps) {
  const [active, setActive] = useState<number>();
  const layout = layOutBars(data, size, (value) => measureWords(value, writing));
  const marks = layout.bars.map(({ point, box }, index) => ({
    key: `${point.words} ${point.series} ${index}`,
    words: pointWords(point, data, writing),
    to: links?.[point.row],
    shape: <rect {...box} rx={Math.min(2, box.width / 2)} fill={seriesColour(point.series)} />,
  }));
  const pointed = active === undefined ? undefined : layout.bars[active];
  const series = data.series[pointed?.point.series ?? -1] ?? '';
  return (
    <>
      <Marks marks={marks} label={label} size={size} pointed={setActive}>
        {layout.isLying ? <LyingAxes layout={layout} /> : <UprightAxes layout={layout} />}
      </Marks>
      <ChartTip
        width={size.width}
        place={
          pointed && {
            x: pointed.box.x + pointed.box.width / 2,
            y: pointed.box.y,
            title: [pointed.point.words, series].filter((part) => part !== '').join(', '),
            value: measureWords(pointed.point.y, writing),
          }
        }
      />
    </>
  );
}

/** Measures to the left with a line each, and the zero line. */
export function MeasureAxis({
  marks,
  plot,
  zero,
}: {
  readonly marks: readonly AxisMark[];
  readonly plot: BarLayout['plot'];
  readonly zero: number | undefined;
}) {
  return (
    <g aria-hidden>
      {marks.map(({ at, words }) => (
        <g key={at}>
          <line className={classes.grid} x1={plot.x} x2={plot.x + plot.width} y1={at} y2={at} />
          <text x={plot.x - 7} y={at + 4} textAnchor="end">
            {words}
          </text>
        </g>
      ))}
      {zero !== undefined && <line className={classes.zero} x1={plot.x} x2={plot.x + plot.width} y1={zero} y2={zero} />}
    </g>
  );
}

function UprightAxes({ layout: { measures, categories, plot, zero, isSlanted } }: { readonly layout: BarLayout }) {
  return (
    <>
      <MeasureAxis marks={measures} plot={plot} zero={zero} />
      <g aria-hidden>
        {categories.map(({ at, words }) =>
          isSlanted ? (
            <text key={at} transform={`translate(${at + 4} ${plot.y + plot.height + 12}) rotate(-45)`} textAnchor="end">
              {words}
            </text>
          ) : (
            <text key={at} x={at} y={plot.y + plot.height + 17} textAnchor="middle">
              {words}
            </text>
          ),
        )}
      </g>
    </>
  );
}

function LyingAxes({ layout: { measures, categories, plot, zero } }: { readonly layout: BarLayout }) {
  const bottom = plot.y + plot.height;
  return (
    <g aria-hidden>
      {measures.map(({ at, words }) => (
        <g key={at}>
          <line className={classes.grid} x1={at} x2={at} y1={plot.y} y2={bottom} />
          <text x={at} y={bottom + 15} textAnchor="middle">
            {words}
          </text>
        </g>
      ))}
      <line className={classes.zero} x1={zero} x2={zero} y1={plot.y} y2={bottom} />
      {categories.map(({ at, words }) => (
        <text key={at} x={plot.x - 8} y={at + 4} textAnchor="end">
          {words}
        </text>
      ))}
    </g>
  );
}
