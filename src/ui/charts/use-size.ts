import { useCallback, useState } from 'react';

/** Width and height in pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** The size of an element, followed; nothing until it is known. */
export function useSize(): readonly [(element: HTMLElement | null) => (() => void) | undefined, Size | undefined] {
  const [size, setSize] = useState<Size>();
  const follow = useCallback((element: HTMLElement | null) => {
    if (element === null) return undefined;
    const take = ({ width, height }: Size): void =>
      setSize((before) => (before?.width === width && before.height === height ? before : { width, height }));
    // Known before the first picture is painted, so that nothing appears late.
    take({ width: element.clientWidth, height: element.clientHeight });
    const observer = new ResizeObserver(([entry]) => {
      if (entry !== undefined) take(entry.contentRect);
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return [follow, size];
}
