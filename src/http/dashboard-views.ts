/**
 * Views of dashboards that are open in browsers. A view belongs to the event stream on which its pictures are sent, and
 * ends with it: nobody works for a window that was closed.
 */
import { MillraceError } from '../core/errors.ts';
import type { DashboardService, View, ViewOrder } from '../dashboard/dashboard-service.ts';
import type { PartPicture } from '../dashboard/open-view.ts';
import type { EventStream, StreamLink } from './event-stream.ts';
import { partView } from './views/dashboard-view.ts';

/** How many views one stream may hold: a window shows one. */
const mostViews = 8;

/** By which stream and under which name, chosen by the browser, a view is kept; `identity` is the session or key. */
export interface ViewPlace {
  readonly stream: string;
  readonly view: string;
  readonly identity: string;
}

/** All open views. */
export class DashboardViews {
  readonly #stream: EventStream;
  readonly #service: DashboardService;
  readonly #byStream = new Map<string, Map<string, View>>();

  constructor(stream: EventStream, service: DashboardService) {
    this.#stream = stream;
    this.#service = service;
  }

  /** How many are open. */
  get size(): number {
    return [...this.#byStream.values()].reduce((sum, views) => sum + views.size, 0);
  }

  /** Opens a view, in the place of `instead` if that is open. The new one begins before the old one ends, so that they share. */
  open(
    place: ViewPlace,
    { instead, ...order }: Omit<ViewOrder, 'changed'> & { readonly instead?: string | undefined },
  ): View {
    const link = this.#link(place);
    const views = this.#viewsOf(place.stream, link);
    const old = [place.view, instead].flatMap((name) => (name === undefined ? [] : (views.get(name) ?? [])));
    if (old.length === 0 && views.size >= mostViews) {
      throw new MillraceError('busy', `This window looks at ${mostViews} pages already.`, {
        hint: 'Close one of them.',
      });
    }
    const changed = (part: PartPicture): void => link.send('picture', { view: place.view, ...partView(part) });
    const view = this.#service.open({ ...order, changed });
    for (const one of old) one.close();
    if (instead !== undefined) views.delete(instead);
    views.set(place.view, view);
    return view;
  }

  /** Ends a view; one that is not there has ended. */
  close(place: ViewPlace): void {
    this.#link(place);
    const views = this.#byStream.get(place.stream);
    views?.get(place.view)?.close();
    views?.delete(place.view);
  }

  /** Ends all views, because what they show was defined anew: whoever looks opens them again. */
  closeAll(): void {
    for (const views of this.#byStream.values()) endAll(views);
  }

  #link({ stream, identity }: ViewPlace): StreamLink {
    const link = this.#stream.link(stream, identity);
    if (link !== undefined) return link;
    throw new MillraceError('not_found', 'This event stream is not open.', {
      hint: 'Connect to /api/v1/events first; its `hello` says the id.',
    });
  }

  #viewsOf(stream: string, link: StreamLink): Map<string, View> {
    const known = this.#byStream.get(stream);
    if (known !== undefined) return known;
    const views = new Map<string, View>();
    this.#byStream.set(stream, views);
    link.ended(() => {
      endAll(views);
      this.#byStream.delete(stream);
    });
    return views;
  }
}

function endAll(views: Map<string, View>): void {
  for (const view of views.values()) view.close();
  views.clear();
}
