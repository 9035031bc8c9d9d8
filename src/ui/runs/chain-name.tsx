import { Fragment } from 'react';
import { Link } from 'react-router';

interface Place {
  readonly to: string;
  readonly name: string;
}

/** Where a chain has its page. Steps written inside a job belong to the job's. */
export function placeOfChain(fullName: string): Place {
  if (fullName.startsWith('job:')) return { to: `/jobs/${fullName.slice(4)}`, name: fullName.slice(4) };
  if (fullName.startsWith('dataset:')) return { to: `/datasets/${fullName.slice(8)}`, name: fullName.slice(8) };
  const dot = fullName.indexOf('.');
  return { to: `/chains/${fullName.slice(0, dot)}/${fullName.slice(dot + 1)}`, name: fullName };
}

/** A name that can be broken where its words meet, so that it is not cut anywhere on a phone. */
export function Breakable({ name }: { readonly name: string }) {
  const words = name.split(/(?<=[.\-_])|(?=[A-Z][a-z])/);
  return words.map((word, at) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: the words of a name stay where they are
    <Fragment key={at}>
      {at > 0 && <wbr />}
      {word}
    </Fragment>
  ));
}

/** A chain by name, with the way to it. */
export function ChainLink({ chain }: { readonly chain: string }) {
  const { to, name } = placeOfChain(chain);
  return (
    <Link to={to}>
      <Breakable name={name} />
    </Link>
  );
}
