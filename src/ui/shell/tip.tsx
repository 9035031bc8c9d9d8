import { type ReactNode, useState } from 'react';
import { createPortal } from 'react-dom';
import classes from './tip.module.css';

/** Where a tip stands: above the middle of what it belongs to, or below where there is no room. */
interface Place {
  readonly x: number;
  readonly y: number;
  readonly below: boolean;
}

/** Room that a tip needs above, and half of what the widest needs to both sides. */
const ROOM = 44;
const HALF_WIDTH = 140;

function placeOf(element: Element): Place {
  const { left, width, top, bottom } = element.getBoundingClientRect();
  const below = top < ROOM;
  const middle = Math.max(HALF_WIDTH, Math.min(left + width / 2, window.innerWidth - HALF_WIDTH));
  return { x: middle, y: below ? bottom : top, below };
}

/** Words that appear beside something while the pointer or the focus is on it. */
export function Tip({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  const [place, setPlace] = useState<Place>();
  const show = (event: { currentTarget: Element }): void => setPlace(placeOf(event.currentTarget));
  const hide = (): void => setPlace(undefined);
  return (
    // It only listens: what can be pressed stands inside.
    // biome-ignore lint/a11y/noStaticElementInteractions: see above
    <span className={classes.anchor} onPointerEnter={show} onPointerLeave={hide} onFocus={show} onBlur={hide}>
      {children}
      {place !== undefined &&
        createPortal(
          <span role="tooltip" className={classes.tip} data-below={place.below} style={{ left: place.x, top: place.y }}>
            {label}
          </span>,
          document.body,
        )}
    </span>
  );
}
