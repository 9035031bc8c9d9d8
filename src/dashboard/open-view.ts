/**
 * One page of a dashboard as one person looks at it. Its widgets and selects are *parts*; parts with the same dataset
 * and parameters watch it once. Invariant: a part is told of only when what it shows has changed, with a number that
 * grows, so that whoever hears of it twice or late knows which is newer.
 */
import type { Clock } from '../core/clock.ts';
import { environment, type Env } from '../expression/closure.ts';
import type { DatasetAnswer, Datasets } from '../model/dataset-query.ts';
import type { DataRecord } from '../model/value.ts';
import { formatValue, type JsonValue } from '../model/value-codec.ts';
import type {
  CheckedControl,
  CheckedDashboard,
  CheckedPage,
  CheckedWidget,
  WidgetSource,
} from './checked-dashboard.ts';
import { drawControl } from './draw-control.ts';
import type { DrawnPictures } from './drawn-pictures.ts';
import { contentOf, pictureOf, textContent, type WidgetPicture } from './picture.ts';
import { sourceParameters, type Viewer, viewerContext } from './view-environment.ts';

/** A part of a view: a widget of the page, or a control, by its place. */
export interface PartKey {
  readonly kind: 'widget' | 'control';
  readonly index: number;
}

/** What a part shows from now on. */
export interface PartPicture extends PartKey {
  /** Grows with every change of the view. */
  readonly seq: number;
  readonly picture: WidgetPicture;
}

/** What a view is made of. */
export interface ViewParts {
  readonly dashboard: CheckedDashboard;
  readonly page: CheckedPage;
  readonly parameters: DataRecord;
  readonly viewer: Omit<Viewer, 'now'>;
  readonly datasets: Datasets;
  readonly drawn: DrawnPictures;
  readonly clock: Clock;
  maySeeRuns(dataset: string): boolean;
  /** Called for every change after the view was opened. */
  changed(picture: PartPicture): void;
}

interface Part extends PartKey {
  readonly source: WidgetSource;
  draw(answer: DatasetAnswer, before: WidgetPicture | undefined): WidgetPicture;
}

/** A view that looks. */
export class OpenView {
  readonly #parts: ViewParts;
  readonly #pictures = new Map<string, PartPicture>();
  readonly #texts = new Map<string, string>();
  readonly #stops: (() => void)[] = [];
  #seq = 0;
  #isOpen = false;
  #isClosed = false;

  /** Begins to watch what the page shows. */
  constructor(parts: ViewParts) {
    this.#parts = parts;
    const { page, dashboard } = parts;
    const env = this.#env();
    for (const [index, widget] of page.widgets.entries()) {
      if (widget.source !== undefined) continue;
      this.#show({ kind: 'widget', index }, { state: 'rows', content: textContent(widget, env) });
    }
    const watched = [
      ...page.widgets.flatMap((widget, index) => this.#widgetPart(widget, index) ?? []),
      ...dashboard.controls.flatMap((control, index) => this.#controlPart(control, index) ?? []),
    ];
    this.#watch(watched, env);
    this.#isOpen = true;
  }

  /** What every part shows now. */
  get pictures(): readonly PartPicture[] {
    return [...this.#pictures.values()];
  }

  /** The titles of the page's widgets, with what their templates say. */
  get titles(): readonly (string | undefined)[] {
    const env = this.#env();
    return this.#parts.page.widgets.map(({ title }) => {
      const value = title?.evaluate({}, env) ?? null;
      return value === null || title === undefined ? undefined : formatValue(value, title.type);
    });
  }

  /** Ends it; work that nobody else waits for ends with it. */
  close(): void {
    this.#isClosed = true;
    for (const stop of this.#stops.splice(0)) stop();
  }

  #env(): Env {
    const { dashboard, viewer, parameters, clock } = this.#parts;
    return environment({ parameters, context: viewerContext(dashboard, { ...viewer, now: clock.now() }) });
  }

  #widgetPart(widget: CheckedWidget, index: number): Part | undefined {
    const { source } = widget;
    if (source === undefined) return undefined;
    const maySeeRuns = this.#parts.maySeeRuns(source.dataset);
    const draw = (answer: DatasetAnswer, before: WidgetPicture | undefined): WidgetPicture => {
      const env = this.#env();
      const fresh = () => contentOf({ widget, answer, env });
      const content = () =>
        widget.shareable
          ? this.#parts.drawn.find(answer, { widget, parameters: this.#parts.parameters }, fresh)
          : fresh();
      return pictureOf({ widget, answer, env, maySeeRuns, before, content });
    };
    return { kind: 'widget', index, source, draw };
  }

  #controlPart({ choices }: CheckedControl, index: number): Part | undefined {
    if (choices === undefined) return undefined;
    const draw = (answer: DatasetAnswer): WidgetPicture => drawControl(choices.rows, answer, this.#env());
    return { kind: 'control', index, source: choices.source, draw };
  }

  #watch(parts: readonly Part[], env: Env): void {
    const orders = new Map<
      string,
      { readonly parts: Part[]; readonly source: WidgetSource; readonly given: Record<string, JsonValue> }
    >();
    for (const part of parts) {
      const { given, missing } = sourceParameters(part.source, env);
      if (missing.length > 0) {
        this.#show(part, { state: 'waiting', missing });
        continue;
      }
      this.#show(part, { state: 'loading' });
      const key = JSON.stringify([part.source.dataset, given]);
      const order = orders.get(key) ?? { parts: [], source: part.source, given };
      order.parts.push(part);
      orders.set(key, order);
    }
    const { datasets, viewer } = this.#parts;
    for (const { parts: fed, source, given } of orders.values()) {
      const order = { dataset: source.dataset, parameters: given, principal: viewer.principal };
      this.#stops.push(datasets.watch(order, (answer) => this.#answered(fed, answer)));
    }
  }

  #answered(parts: readonly Part[], answer: DatasetAnswer): void {
    // What was cancelled because nobody waited is no news to those who do.
    if (this.#isClosed || answer.outcome === 'cancelled') return;
    for (const part of parts) this.#show(part, part.draw(answer, this.#pictures.get(keyOf(part))?.picture));
  }

  #show({ kind, index }: PartKey, picture: WidgetPicture): void {
    const key = keyOf({ kind, index });
    const text = JSON.stringify(picture);
    if (this.#texts.get(key) === text) return;
    this.#texts.set(key, text);
    this.#seq += 1;
    const told = { kind, index, seq: this.#seq, picture };
    this.#pictures.set(key, told);
    if (this.#isOpen) this.#parts.changed(told);
  }
}

const keyOf = ({ kind, index }: PartKey): string => `${kind} ${index}`;
