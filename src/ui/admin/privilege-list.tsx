import { useQuery } from '@tanstack/react-query';
import { Answer, Empty } from '../states/states.tsx';
import classes from './admin.module.css';
import { privilegesQuery } from './admin-queries.ts';

/** Privileges with what they allow; a pattern such as `chain:*` stands for all of its own. */
export function PrivilegeList({ names }: { readonly names: readonly string[] }) {
  const query = useQuery(privilegesQuery);
  return (
    <Answer query={query} rows={4}>
      {({ privileges }) => {
        const held = privileges.filter(({ name }) => names.some((pattern) => isLike(name, pattern)));
        return held.length === 0 ? (
          <Empty title="It allows nothing by itself.">Definitions can still name it: in `roles`, in a policy.</Empty>
        ) : (
          <ul className={classes.lines}>
            {held.map(({ name, allows }) => (
              <li key={name}>
                <code>{name}</code>
                <span className="soft">{allows}</span>
              </li>
            ))}
          </ul>
        );
      }}
    </Answer>
  );
}

function isLike(name: string, pattern: string): boolean {
  const [noun, verb] = name.split(':');
  const [wantedNoun, wantedVerb] = pattern.split(':');
  return (wantedNoun === '*' || wantedNoun === noun) && (wantedVerb === '*' || wantedVerb === verb);
}
