import classes from './endpoints.module.css';

/** Headers, and what else is pairs of texts. */
export function PairList({ pairs }: { readonly pairs: Readonly<Record<string, string>> }) {
  const known = Object.entries(pairs);
  if (known.length === 0) return <p className="soft">None.</p>;
  return (
    <dl className={classes.pairs}>
      {known.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd className="code">{value}</dd>
        </div>
      ))}
    </dl>
  );
}
