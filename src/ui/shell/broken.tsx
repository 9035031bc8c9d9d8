import { Component, type ReactNode } from 'react';
import classes from '../sign-in/sign-in.module.css';

interface BrokenProps {
  /** Another one is another page: what was broken may work there. */
  readonly address: string;
  readonly children: ReactNode;
}

interface BrokenState {
  readonly error?: Error;
  readonly address: string;
}

/** Catches a page that cannot be shown: a fault of ours, or a server that has newer pages than this one. */
export class Broken extends Component<BrokenProps, BrokenState> {
  override state: BrokenState = { address: this.props.address };

  static getDerivedStateFromError(error: Error): Partial<BrokenState> {
    return { error };
  }

  static getDerivedStateFromProps({ address }: BrokenProps, state: BrokenState): BrokenState | null {
    return state.address === address ? null : { address };
  }

  override render(): ReactNode {
    const { error } = this.state;
    if (error === undefined || this.state.address !== this.props.address) return this.props.children;
    return (
      <div className={classes.card} role="alert">
        <h1>This page could not be shown.</h1>
        <p>It may be that the server was updated since you opened it. Loading it again is safe: nothing was lost.</p>
        <p>
          <code>{error.message}</code>
        </p>
        <p>
          <a href={window.location.href}>Load it again</a> or <a href="/">go home</a>.
        </p>
      </div>
    );
  }
}
