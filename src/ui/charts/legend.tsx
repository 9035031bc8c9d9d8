import classes from './charts.module.css';

/** Dashes of lines, so that colour is not the only thing that tells them apart. */
const dashes = ['', '7 4', '2 4', '10 4 2 4', '5 2', '1 3', '12 5', '6 2 1 2'];

/** How many series have a look of their own; further ones begin anew. */
const looks = 8;

/** The colour of a series. */
export function seriesColour(series: number): string {
  return `var(--series-${series % looks})`;
}

/** The dashes of a series' line. */
export function seriesDash(series: number): string {
  return dashes[series % looks] ?? '';
}

interface LegendProps {
  /** What is measured. */
  readonly measure: string;
  readonly series: readonly string[];
  readonly lines?: boolean;
}

/** What is measured, and which series is which. */
export function Legend({ measure, series, lines = false }: LegendProps) {
  const named = series.length > 1 || series[0] !== '' ? series : [];
  return (
    <ul className={classes.legend}>
      <li className={classes.measure}>{measure}</li>
      {named.map((name, index) => (
        <li key={name}>
          {lines ? (
            <svg className={classes.dash} viewBox="0 0 22 10" aria-hidden="true">
              <path d="M1 5H21" stroke={seriesColour(index)} strokeWidth={2} strokeDasharray={seriesDash(index)} />
            </svg>
          ) : (
            <span className={classes.swatch} style={{ background: seriesColour(index) }} />
          )}
          {name}
        </li>
      ))}
    </ul>
  );
}
