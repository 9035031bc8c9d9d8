/** Marks that can be reached: one stop for the keyboard, arrows between them, Enter where a mark leads somewhere. */
import { type KeyboardEvent, type MouseEvent, type ReactNode, useRef, useState } from 'react';
import { useNavigate } from 'react-router';
import classes from './charts.module.css';

/** One mark as it is drawn. */
export interface Mark {
  readonly key: string;
  readonly words: string;
  /** Where it leads. */
  readonly to?: string | undefined;
  readonly shape: ReactNode;
}

interface MarksProps {
  readonly marks: readonly Mark[];
  readonly label: string;
  readonly size: { readonly width: number; readonly height: number };
  /** Told which mark the pointer or the focus is on. */
  readonly pointed: (index: number | undefined) => void;
  /** Drawn below the marks: axes. */
  readonly children?: ReactNode;
}

const moves: Readonly<Record<string, number>> = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };

/** A drawing whose marks can be pointed at, walked through and followed. */
export function Marks({ marks, label, size, pointed, children }: MarksProps) {
  const drawing = useRef<SVGSVGElement>(null);
  const [stop, setStop] = useState(0);
  const [active, setActive] = useState<number>();
  const point = (index: number | undefined): void => {
    setActive(index);
    pointed(index);
  };
  const move = (event: KeyboardEvent): void => {
    const step = moves[event.key];
    if (step === undefined || marks.length === 0) return;
    event.preventDefault();
    const next = (Math.min(stop, marks.length - 1) + step + marks.length) % marks.length;
    setStop(next);
    drawing.current?.querySelector<SVGElement>(`[data-mark="${next}"]`)?.focus();
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: there is no other element for a group of marks in a drawing
    <svg ref={drawing} {...size} role="group" aria-label={label} onKeyDown={move}>
      {children}
      {marks.map((mark, index) => (
        <MarkPlace
          key={mark.key}
          mark={mark}
          index={index}
          isStop={index === Math.min(stop, marks.length - 1)}
          isActive={index === active}
          point={(isOn) => {
            if (isOn) setStop(index);
            point(isOn ? index : undefined);
          }}
        />
      ))}
    </svg>
  );
}

interface MarkPlaceProps {
  readonly mark: Mark;
  readonly index: number;
  readonly isStop: boolean;
  readonly isActive: boolean;
  readonly point: (isOn: boolean) => void;
}

function MarkPlace({ mark, index, isStop, isActive, point }: MarkPlaceProps) {
  const navigate = useNavigate();
  const common = {
    className: classes.mark,
    'data-mark': index,
    'data-active': isActive,
    'aria-label': mark.words,
    tabIndex: isStop ? 0 : -1,
    onFocus: () => point(true),
    onBlur: () => point(false),
    onPointerEnter: () => point(true),
    onPointerLeave: () => point(false),
  };
  const { to } = mark;
  if (to === undefined) {
    return (
      // biome-ignore lint/a11y/noInteractiveElementToNoninteractiveRole: a part of a drawing is an image with words
      <g {...common} role="img">
        {mark.shape}
      </g>
    );
  }
  const follow = (event: MouseEvent): void => {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    void navigate(to);
  };
  return (
    <a {...common} href={to} onClick={follow}>
      {mark.shape}
    </a>
  );
}
