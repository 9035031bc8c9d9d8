import classes from './plan-text.module.css';

/** A plan as `millrace explain` prints it. */
export function PlanText({ plan }: { readonly plan: string }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard
    <section className={classes.plan} tabIndex={0} aria-label="Plan">
      <pre>{plan}</pre>
    </section>
  );
}
