/** Reads the server-sent events of a server, as a browser does. */

/** One event. */
export interface ServerEvent {
  readonly name: string;
  // Events have many shapes.
  // biome-ignore lint/suspicious/noExplicitAny: see above
  readonly data: any; // eslint-disable-line @typescript-eslint/no-explicit-any -- see above
  /** When it was read, on the clock of `performance.now()`. */
  readonly at: number;
}

/** A stream that is open. */
export interface EventReader {
  /** Its id, by which views are opened. */
  readonly stream: string;
  /** Everything that came so far. */
  readonly events: readonly ServerEvent[];
  /** The first event, past or to come, that is so; fails after ten seconds. */
  until(isSo: (event: ServerEvent) => boolean): Promise<ServerEvent>;
  /** Resolves when the server has ended it, or it was closed. */
  readonly ended: Promise<void>;
  close(): void;
}

function eventOf(block: string): ServerEvent | undefined {
  const name = /^event: (.*)$/m.exec(block)?.[1];
  const data = /^data: (.*)$/m.exec(block)?.[1];
  return name === undefined || data === undefined ? undefined : { name, data: JSON.parse(data), at: performance.now() };
}

/** Opens the event stream. */
export async function readEvents(address: string, headers: Readonly<Record<string, string>>): Promise<EventReader> {
  const left = new AbortController();
  const response = await fetch(`${address}/api/v1/events`, { headers, signal: left.signal });
  if (response.status !== 200 || response.body === null) throw new Error(`the events gave ${response.status}`);
  const events: ServerEvent[] = [];
  const watchers = new Set<(event: ServerEvent) => void>();
  const pump = async (body: AsyncIterable<Uint8Array>): Promise<void> => {
    const decoder = new TextDecoder();
    let rest = '';
    for await (const chunk of body) {
      const blocks = (rest + decoder.decode(chunk, { stream: true })).split('\n\n');
      rest = blocks.pop() ?? '';
      for (const event of blocks.flatMap((block) => eventOf(block) ?? [])) {
        events.push(event);
        for (const watch of watchers) watch(event);
      }
    }
  };
  const ended = pump(response.body).catch((thrown: unknown) => {
    if (!left.signal.aborted) throw thrown;
  });
  const until: EventReader['until'] = (isSo) => {
    const known = events.find(isSo);
    if (known !== undefined) return Promise.resolve(known);
    const { promise, resolve, reject } = Promise.withResolvers<ServerEvent>();
    const timer = setTimeout(() => reject(new Error('waited ten seconds for an event in vain')), 10_000);
    const watch = (event: ServerEvent): void => {
      if (!isSo(event)) return;
      clearTimeout(timer);
      watchers.delete(watch);
      resolve(event);
    };
    watchers.add(watch);
    return promise;
  };
  const hello = await until(({ name }) => name === 'hello');
  return { stream: (hello.data as { stream: string }).stream, events, until, ended, close: () => left.abort() };
}
