import { useMemo } from 'react';
import { countOf } from '../format/amount.ts';
import { BarChart, type DrawingProps } from './bar-chart.tsx';
import { type ChartRows, chartData } from './chart-data.ts';
import classes from './charts.module.css';
import type { ChartWriting } from './chart-words.ts';
import { Legend } from './legend.tsx';
import { LineChart } from './line-chart.tsx';
import { PieChart, SliceList } from './pie-chart.tsx';
import { useSize } from './use-size.ts';

interface ChartProps {
  readonly type: 'bar' | 'line' | 'pie';
  readonly rows: ChartRows;
  /** What it is a picture of. */
  readonly label: string;
  readonly writing: ChartWriting;
  /** Where a row leads, by its place. */
  readonly links?: readonly string[] | undefined;
}

const drawings = { bar: BarChart, line: LineChart, pie: PieChart } as const;

/** A chart that fills the room it is given. */
export function Chart({ type, rows, label, writing, links }: ChartProps) {
  const [follow, size] = useSize();
  const data = useMemo(() => chartData(rows, type === 'line', writing), [rows, type, writing]);
  const Drawing: (props: DrawingProps) => React.ReactNode = drawings[type];
  const plot = (
    <div className={classes.plot} ref={follow}>
      {size !== undefined && <Drawing {...{ data, size, label, writing, links }} />}
    </div>
  );
  const measure = rows.columns.at(-1)?.name ?? '';
  return (
    <div className={classes.chart}>
      <Legend measure={measure} series={type === 'pie' ? [''] : data.series} lines={type === 'line'} />
      {type === 'pie' ? (
        <div className={classes.pie}>
          {plot}
          <SliceList {...{ data, writing, links }} />
        </div>
      ) : (
        plot
      )}
      {data.left > 0 && (
        <p className={classes.note}>{countOf(data.left, 'row', writing.locale)} without a value, not drawn.</p>
      )}
    </div>
  );
}
