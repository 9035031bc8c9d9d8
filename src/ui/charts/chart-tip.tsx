import classes from './charts.module.css';

/** What is said of a mark, and where. */
export interface TipPlace {
  readonly x: number;
  readonly y: number;
  readonly title: string;
  readonly value: string;
}

/** Room that a tip needs above its mark, and to both sides. */
const ROOM = 52;
const HALF = 70;

/** Words beside the mark that the pointer or the focus is on; they are the mark's own label as well. */
export function ChartTip({ place, width }: { readonly place: TipPlace | undefined; readonly width: number }) {
  if (place === undefined) return null;
  const left = Math.min(Math.max(place.x, HALF), Math.max(HALF, width - HALF));
  return (
    <div className={classes.tip} aria-hidden="true" data-below={place.y < ROOM} style={{ left, top: place.y }}>
      {place.title}
      <strong>{place.value}</strong>
    </div>
  );
}
