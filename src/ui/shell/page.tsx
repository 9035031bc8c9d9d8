import { type ReactNode, useEffect } from 'react';
import { Link } from 'react-router';
import classes from './page.module.css';

interface PageProps {
  readonly title: string;
  /** Shown instead of the title, which stays the window's. */
  readonly heading?: ReactNode;
  readonly above?: { readonly to: string; readonly name: string };
  readonly actions?: ReactNode;
  /** A sentence below the heading. */
  readonly below?: string;
  readonly children: ReactNode;
}

/** A page: where one is, what it is called, what one can do. */
export function Page({ title, heading, above, actions, below, children }: PageProps) {
  useEffect(() => {
    document.title = `${title} · Millrace`;
  }, [title]);
  return (
    <>
      <div className={classes.head}>
        <div className={classes.titles}>
          {above !== undefined && (
            <Link className={classes.above} to={above.to}>
              {above.name}
            </Link>
          )}
          <h1>{heading ?? title}</h1>
          {below !== undefined && <p className="soft">{below}</p>}
        </div>
        {actions !== undefined && <div className={classes.actions}>{actions}</div>}
      </div>
      {children}
    </>
  );
}

interface PanelProps {
  readonly title?: ReactNode;
  readonly aside?: ReactNode;
  readonly label?: string;
  readonly children: ReactNode;
}

/** A part of a page with a heading of its own. */
export function Panel({ title, aside, label, children }: PanelProps) {
  return (
    <section className={classes.panel} {...(label === undefined ? {} : { 'aria-label': label })}>
      {title !== undefined && (
        <div className={classes.panelHead}>
          <h2>{title}</h2>
          {aside !== undefined && <div className={classes.aside}>{aside}</div>}
        </div>
      )}
      {children}
    </section>
  );
}

/** Facts as pairs of a name and what is so. */
export function Facts({ facts }: { readonly facts: readonly (readonly [string, ReactNode] | undefined)[] }) {
  const known = facts.filter((fact) => fact !== undefined);
  return (
    <dl className={classes.facts}>
      {known.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** The main column and what stands beside it; one below the other where there is no room. */
export function Columns({ main, side }: { readonly main: ReactNode; readonly side: ReactNode }) {
  return (
    <div className={classes.columns}>
      <div className={classes.column}>{main}</div>
      <div className={classes.column}>{side}</div>
    </div>
  );
}
