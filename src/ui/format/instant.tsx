import { Tip } from '../shell/tip.tsx';
import { useLocale } from './locale.tsx';
import { useNow } from './now.ts';
import { duration, exactTime, plannedTime, relativeTime } from './time.ts';

/** An instant, relative; the exact one with its zone on hover and focus, and for screen readers. */
export function Instant({ at, zone }: { readonly at: string; readonly zone?: string }) {
  const { locale, zone: ours } = useLocale();
  const now = useNow(10_000);
  const time = Date.parse(at);
  return (
    <Exact at={time} zone={zone ?? ours}>
      {relativeTime(time, now, locale)}
    </Exact>
  );
}

/** A planned instant as the clock on the wall shows it; how far away and in which zone on hover. */
export function Planned({ at, zone }: { readonly at: string; readonly zone: string }) {
  const { locale } = useLocale();
  const time = Date.parse(at);
  return (
    <Exact at={time} zone={zone}>
      {plannedTime(time, zone, locale)}
    </Exact>
  );
}

function Exact({ at, zone, children }: { readonly at: number; readonly zone: string; readonly children: string }) {
  const { locale } = useLocale();
  return (
    <Tip label={`${exactTime(at, zone, locale)} (${zone})`}>
      <time className="number" dateTime={new Date(at).toISOString()}>
        {children}
      </time>
    </Tip>
  );
}

/** A duration that goes on until it has an end. */
export function Elapsed({ from, to }: { readonly from: string; readonly to?: string | undefined }) {
  return to === undefined ? (
    <Growing from={from} />
  ) : (
    <span className="number">{duration(Date.parse(to) - Date.parse(from))}</span>
  );
}

function Growing({ from }: { readonly from: string }) {
  const now = useNow();
  const passed = Math.max(0, now - Date.parse(from));
  return <span className="number">{passed < 1000 ? '0 s' : duration(Math.floor(passed / 1000) * 1000)}</span>;
}
