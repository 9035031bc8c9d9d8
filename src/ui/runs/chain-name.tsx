import { Link } from 'react-router';

interface Place {
  readonly to: string;
  readonly name: string;
}

/** Where a chain has its page. Steps written inside a job belong to the job's. */
export function placeOfChain(fullName: string): Place {
  if (fullName.startsWith('job:')) return { to: `/jobs/${fullName.slice(4)}`, name: fullName.slice(4) };
  const dot = fullName.indexOf('.');
  return { to: `/chains/${fullName.slice(0, dot)}/${fullName.slice(dot + 1)}`, name: fullName };
}

/** A chain by name, with the way to it. */
export function ChainLink({ chain }: { readonly chain: string }) {
  const { to, name } = placeOfChain(chain);
  return <Link to={to}>{name}</Link>;
}
