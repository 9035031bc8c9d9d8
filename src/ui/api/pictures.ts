/** What comes on the event stream for one view of a dashboard: the stream's id, by which views are opened, and pictures. */
import { useSyncExternalStore } from 'react';
import type { Schemas } from './client.ts';

/** What a part of a view shows from now on. */
export type PictureEvent = Schemas['PartPicture'] & { readonly view: string };

let stream: string | undefined;
const watchers = new Set<() => void>();
const views = new Map<string, (event: PictureEvent) => void>();

/** Takes the id of a stream that was opened, or that there is none. */
export function setStream(id: string | undefined): void {
  stream = id;
  for (const watch of watchers) watch();
}

/** Hands a picture to the view that it is for; one that nobody looks at any more is dropped. */
export function takePicture(event: PictureEvent): void {
  views.get(event.view)?.(event);
}

/** The id of the open stream; undefined while there is none. */
export function useStream(): string | undefined {
  return useSyncExternalStore(
    (watch) => {
      watchers.add(watch);
      return () => watchers.delete(watch);
    },
    () => stream,
  );
}

/** Hears the pictures of a view until the function that comes back is called. */
export function hearPictures(view: string, listener: (event: PictureEvent) => void): () => void {
  views.set(view, listener);
  return () => views.delete(view);
}
