/** Places states in layers and leads arrows between them, with few crossings. Pure. */
import { Graph, layout, type EdgeLabel, type GraphLabel, type NodeLabel } from '@dagrejs/dagre';
import type { Diagram, DiagramArrow, DiagramState } from './diagram.ts';
import { type Box, type Direction, type Point, wayAround, wayBetween } from './way.ts';

/** A state with its place. */
export type PlacedState = DiagramState & Box;

/** An arrow with its way and the box of its words. */
export interface PlacedArrow extends DiagramArrow {
  readonly points: readonly Point[];
  readonly label: Box;
}

/** A diagram that can be drawn. */
export interface PlacedDiagram {
  readonly width: number;
  readonly height: number;
  readonly states: readonly PlacedState[];
  readonly arrows: readonly PlacedArrow[];
  /** Where the mark of the beginning stands, and its arrow into the initial state. */
  readonly start: { readonly at: Point; readonly points: readonly Point[] } | undefined;
}

const STATE_HEIGHT = 56;
const LEAST_WIDTH = 116;
/** The width of a letter of a state's name, and what is beside the name. */
const NAME_LETTER = 7.9;
const NAME_ROOM = 44;
const WORD_LETTER = 6.9;
const WORD_ROOM = 26;
const WORD_HEIGHT = 18;
const MARGIN = 14;
const START = 'start of all';
const START_SIZE = 14;

type Placed = Graph<GraphLabel, NodeLabel, EdgeLabel>;

function stateSize({ label }: DiagramState) {
  return { width: Math.max(LEAST_WIDTH, label.length * NAME_LETTER + NAME_ROOM), height: STATE_HEIGHT };
}

function wordsSize(words: readonly string[]) {
  const longest = Math.max(0, ...words.map((word) => word.length));
  return { width: longest * WORD_LETTER + WORD_ROOM, height: words.length * WORD_HEIGHT + 4 };
}

function graphOf({ states, arrows }: Diagram, direction: Direction): Placed {
  const graph: Placed = new Graph({ directed: true, multigraph: true });
  graph.setGraph({ rankdir: direction, nodesep: 34, edgesep: 16, ranksep: 30, marginx: MARGIN, marginy: MARGIN });
  const initial = states.find(({ isInitial }) => isInitial);
  if (initial !== undefined) graph.setNode(START, { width: START_SIZE, height: START_SIZE });
  for (const state of states) graph.setNode(state.name, stateSize(state));
  if (initial !== undefined) graph.setEdge(START, initial.name, { width: 0, height: 0, minlen: 1 }, 'start');
  for (const [at, { from, to, words }] of arrows.entries())
    graph.setEdge(from, to, { ...wordsSize(words), labelpos: 'c', minlen: 1 }, String(at));
  return graph;
}

/** dagre says where the middle of a box is. */
function boxOf({ x = 0, y = 0, width = 0, height = 0 }: Partial<Box>): Box {
  return { x: x - width / 2, y: y - height / 2, width, height };
}

/** Gives every state and arrow its place. Arrows to or from states that are not there are left out. */
export function layOut({ states, arrows }: Diagram, direction: Direction): PlacedDiagram {
  const names = new Set(states.map(({ name }) => name));
  const known = arrows.filter(({ from, to }) => names.has(from) && names.has(to));
  const graph = graphOf({ states, arrows: known }, direction);
  layout(graph);
  const { width = 0, height = 0 } = graph.graph() ?? {};
  const placed = new Map(states.map((state) => [state.name, { ...state, ...boxOf(graph.node(state.name) ?? {}) }]));
  return {
    width,
    height,
    states: [...placed.values()],
    arrows: known.flatMap((arrow, at) => {
      const [from, to] = [placed.get(arrow.from), placed.get(arrow.to)];
      if (from === undefined || to === undefined) return [];
      return [placeArrow(arrow, graph.edge(arrow.from, arrow.to, String(at)) ?? {}, { from, to, direction })];
    }),
    start: startOf(graph, states),
  };
}

function placeArrow(
  arrow: DiagramArrow,
  edge: EdgeLabel,
  ends: { readonly from: Box; readonly to: Box; readonly direction: Direction },
): PlacedArrow {
  const label = boxOf(edge);
  const isLoop = arrow.from === arrow.to;
  const points = isLoop ? wayAround(ends.from, label, ends.direction) : wayBetween(edge.points ?? [], ends);
  return { ...arrow, label, points };
}

function startOf(graph: Placed, states: readonly DiagramState[]): PlacedDiagram['start'] {
  const initial = states.find(({ isInitial }) => isInitial);
  if (initial === undefined) return undefined;
  const { x = 0, y = 0 } = graph.node(START) ?? {};
  return { at: { x, y }, points: graph.edge(START, initial.name, 'start')?.points ?? [] };
}
