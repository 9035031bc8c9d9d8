/** What a diagram of states shows: plain data, so that it can be placed and tested without a browser. */

/** What lets an arrow be taken: a person's event, one that only the workflow itself sends, a timer, a failure. */
export type ArrowKind = 'event' | 'internal' | 'timer' | 'failure';

/** A state as it is drawn. */
export interface DiagramState {
  readonly name: string;
  /** What people call it. */
  readonly label: string;
  readonly isInitial: boolean;
  readonly isFinal: boolean;
}

/** A way from a state to a state; `words` stand on it, one below the other. */
export interface DiagramArrow {
  readonly from: string;
  readonly to: string;
  readonly kind: ArrowKind;
  readonly words: readonly string[];
}

/** States and the ways between them. */
export interface Diagram {
  readonly states: readonly DiagramState[];
  readonly arrows: readonly DiagramArrow[];
}

/** Arrows between the same states for the same kind of reason become one, with all their words. */
export function joinArrows(arrows: readonly DiagramArrow[]): readonly DiagramArrow[] {
  const byWay = Map.groupBy(arrows, ({ from, to, kind }) => JSON.stringify([from, to, kind]));
  return [...byWay.values()].flatMap((same) => {
    const [first] = same;
    return first === undefined ? [] : [{ ...first, words: [...new Set(same.flatMap(({ words }) => words))] }];
  });
}
