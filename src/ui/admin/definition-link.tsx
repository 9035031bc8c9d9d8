import { Link } from 'react-router';
import { placeOfChain } from '../runs/chain-name.tsx';
import classes from './admin.module.css';

/** Where each kind of definition has its page. */
const places: Readonly<Record<string, (name: string) => string>> = {
  chain: (name) => placeOfChain(name).to,
  job: (name) => `/jobs/${name}`,
  workflow: (name) => `/workflows/${name}`,
  dataset: (name) => `/datasets/${name}`,
  dashboard: (name) => `/dashboards/${name}`,
  endpoint: (name) => `/endpoints/${name}`,
  connection: (name) => `/admin/connections/${name}`,
  role: (name) => `/admin/roles/${name}`,
  service: (name) => `/admin/services/${name}`,
  user: (name) => `/admin/users/${encodeURIComponent(name)}`,
  secret: (name) => `/admin/secrets/${name}`,
  run: (name) => `/runs/${name}`,
};

/** Something by its kind and name, with the way to its page where it has one. */
export function DefinitionLink({ kind, name }: { readonly kind: string; readonly name: string }) {
  if (kind === name) return <span>{kind}</span>;
  const to = places[kind]?.(name);
  return (
    <span className={classes.linked}>
      {kind} {to === undefined ? name : <Link to={to}>{name}</Link>}
    </span>
  );
}

/** Definitions written as `job nightly`, a line each. */
export function Uses({ of }: { readonly of: readonly string[] }) {
  return (
    <ul className={classes.lines}>
      {of.map((label) => {
        const [kind = '', ...rest] = label.split(' ');
        return (
          <li key={label}>
            <DefinitionLink kind={kind} name={rest.join(' ')} />
          </li>
        );
      })}
    </ul>
  );
}
