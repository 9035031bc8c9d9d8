import { Link } from 'react-router';
import { useState } from 'react';
import type { DrawingProps } from './bar-chart.tsx';
import classes from './charts.module.css';
import { ChartTip } from './chart-tip.tsx';
import { measureWords } from './chart-words.ts';
import { seriesColour } from './legend.tsx';
import { Marks } from './marks.tsx';
import { type Slice, slicePath, slicesOf } from './pie-layout.ts';

/** Parts of a whole. What stands beside it says the same in numbers. */
export function PieChart({ data, size, label, writing, links }: DrawingProps) {
  const [active, setActive] = useState<number>();
  const slices = slicesOf(data);
  if (slices === undefined)
    return <p className={classes.note}>Something is below zero, so these are no parts of a whole.</p>;
  const outer = Math.max(10, Math.min(size.width, size.height) / 2 - 6);
  const ring = { x: size.width / 2, y: size.height / 2, outer, inner: outer * 0.56 };
  const percent = new Intl.NumberFormat(writing.locale, { style: 'percent', maximumFractionDigits: 1 });
  const words = ({ value, share }: Slice): string => `${measureWords(value, writing)} (${percent.format(share)})`;
  const marks = slices.map((slice, index) => ({
    key: slice.name,
    words: `${slice.name}: ${words(slice)}`,
    to: slice.row === undefined ? undefined : links?.[slice.row],
    shape: <path d={slicePath(slice, ring)} fill={seriesColour(index)} />,
  }));
  const pointed = active === undefined ? undefined : slices[active];
  const middle = pointed && (pointed.from + pointed.to) / 2;
  return (
    <>
      <Marks marks={marks} label={label} size={size} pointed={setActive} />
      <ChartTip
        width={size.width}
        place={
          pointed === undefined || middle === undefined
            ? undefined
            : {
                x: ring.x + Math.sin(middle) * outer * 0.78,
                y: ring.y - Math.cos(middle) * outer * 0.78,
                title: pointed.name,
                value: words(pointed),
              }
        }
      />
    </>
  );
}

/** The slices by name, with measure and share. */
export function SliceList({ data, writing, links }: Pick<DrawingProps, 'data' | 'writing' | 'links'>) {
  const percent = new Intl.NumberFormat(writing.locale, { style: 'percent', maximumFractionDigits: 1 });
  return (
    <ul className={classes.slices}>
      {(slicesOf(data) ?? []).map((slice, index) => {
        const to = slice.row === undefined ? undefined : links?.[slice.row];
        return (
          <li key={slice.name}>
            <i className={classes.swatch} style={{ background: seriesColour(index) }} />
            <span>{to === undefined ? slice.name : <Link to={to}>{slice.name}</Link>}</span>
            <span className="number">{measureWords(slice.value, writing)}</span>
            <span className={classes.share}>{percent.format(slice.share)}</span>
          </li>
        );
      })}
    </ul>
  );
}
