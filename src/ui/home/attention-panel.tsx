import { IconAlertTriangleFilled, IconCircleXFilled } from '@tabler/icons-react';
import { Link } from 'react-router';
import { Instant } from '../format/instant.tsx';
import { RunNow } from '../jobs/run-now.tsx';
import { Panel } from '../shell/page.tsx';
import type { Attention } from './attention.ts';
import classes from './home.module.css';

/** What needs somebody: in words, with one thing to do. */
export function AttentionPanel({ items }: { readonly items: readonly Attention[] }) {
  return (
    <Panel title="Needs you">
      <ul>
        {items.map((item) => (
          <Item key={item.key} item={item} />
        ))}
      </ul>
    </Panel>
  );
}

function Item({ item }: { readonly item: Attention }) {
  const { severity, title, detail, to, job, at } = item;
  const Shape = severity === 'bad' ? IconCircleXFilled : IconAlertTriangleFilled;
  return (
    <li className={classes.attention} data-tone={severity}>
      <Shape size={18} aria-hidden className={classes.shape} />
      <div className={classes.what}>
        <h3>
          {title}{' '}
          {at !== undefined && (
            <span className={classes.when}>
              <Instant at={at} />
            </span>
          )}
        </h3>
        <p>{detail}</p>
      </div>
      <div className={classes.doing}>
        {to !== undefined && <Link to={to.path}>{to.words}</Link>}
        {job !== undefined && <RunNow job={job} />}
      </div>
    </li>
  );
}
