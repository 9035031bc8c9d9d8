/** The ways of arrows: where they leave and reach states, and how they turn. Pure. */

/** A point in pixels. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** A box by its upper left corner. */
export interface Box extends Point {
  readonly width: number;
  readonly height: number;
}

/** Left to right where there is room, top to bottom on a phone. */
export type Direction = 'LR' | 'TB';

interface Ends {
  readonly from: Box;
  readonly to: Box;
  readonly direction: Direction;
}

/** How far from the middle of its side an arrow stands, for how far aside it goes. */
const LEAN = 0.35;
const CORNER = 10;

const middle = ({ x, y, width, height }: Box): Point => ({ x: x + width / 2, y: y + height / 2 });
const within = (value: number, most: number): number => Math.max(-most, Math.min(most, value));

/** Where an arrow stands on a state: on the side that looks along the way, leaning to where it goes. */
function anchor(box: Box, towards: Point, direction: Direction): Point {
  const { x, y } = middle(box);
  if (direction === 'LR') {
    const side = towards.x >= x ? box.x + box.width : box.x;
    return { x: side, y: y + within((towards.y - y) * LEAN, box.height / 2 - CORNER) };
  }
  const side = towards.y >= y ? box.y + box.height : box.y;
  return { x: x + within((towards.x - x) * LEAN, box.width / 2 - CORNER), y: side };
}

/** A way through `points`, its ends set onto the sides of the states. */
export function wayBetween(points: readonly Point[], { from, to, direction }: Ends): readonly Point[] {
  const inner = points.slice(1, -1);
  const first = inner[0] ?? middle(to);
  const last = inner.at(-1) ?? middle(from);
  return [anchor(from, first, direction), ...inner, anchor(to, last, direction)];
}

/** The way from a state around its words and back to it. */
export function wayAround(state: Box, words: Box, direction: Direction): readonly Point[] {
  const { x, y } = middle(state);
  const about = middle(words);
  if (direction === 'LR') {
    const half = Math.min(state.width / 2 - CORNER, words.width / 2 + 4);
    const far = words.y + words.height + 4;
    return [
      { x: x + half, y: state.y + state.height },
      { x: about.x + half, y: far },
      { x: about.x, y: far },
      { x: about.x - half, y: far },
      { x: x - half, y: state.y + state.height },
    ];
  }
  const half = Math.min(state.height / 2 - CORNER, words.height / 2 + 6);
  const far = words.x + words.width + 4;
  return [
    { x: state.x + state.width, y: y - half },
    { x: far, y: about.y - half },
    { x: far, y: about.y },
    { x: far, y: about.y + half },
    { x: state.x + state.width, y: y + half },
  ];
}

/** The way through points as a smooth path of SVG. */
export function smoothPath(points: readonly Point[]): string {
  const [first, ...rest] = points;
  const last = rest.at(-1);
  if (first === undefined || last === undefined) return '';
  const round = ({ x, y }: Point): string => `${x.toFixed(1)} ${y.toFixed(1)}`;
  const turns = rest.slice(0, -1).map((point, at) => {
    const next = rest[at + 1] ?? last;
    const end = next === last ? last : { x: (point.x + next.x) / 2, y: (point.y + next.y) / 2 };
    return `Q ${round(point)} ${round(end)}`;
  });
  return [`M ${round(first)}`, ...(turns.length === 0 ? [`L ${round(last)}`] : turns)].join(' ');
}
