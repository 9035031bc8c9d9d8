import { createBrowserRouter, type RouteObject } from 'react-router';
import { HomePage } from './home/home-page.tsx';
import { NotFoundPage } from './shell/not-found-page.tsx';
import { BrokenPage } from './shell/broken-page.tsx';
import { Shell } from './shell/shell.tsx';
import { SignInPage } from './sign-in/sign-in-page.tsx';

/** Every address of the pages. Home is there at once, the others are loaded when first needed. */
const pages: RouteObject[] = [
  { index: true, Component: HomePage },
  { path: 'chains', lazy: async () => ({ Component: (await import('./chains/chains-page.tsx')).ChainsPage }) },
  {
    path: 'chains/:chainset/:chain',
    lazy: async () => ({ Component: (await import('./chains/chain-page.tsx')).ChainPage }),
  },
  { path: 'jobs', lazy: async () => ({ Component: (await import('./jobs/jobs-page.tsx')).JobsPage }) },
  { path: 'jobs/:job', lazy: async () => ({ Component: (await import('./jobs/job-page.tsx')).JobPage }) },
  { path: 'runs', lazy: async () => ({ Component: (await import('./runs/runs-page.tsx')).RunsPage }) },
  { path: 'runs/:run', lazy: async () => ({ Component: (await import('./runs/run-page.tsx')).RunPage }) },
  { path: 'mails', lazy: async () => ({ Component: (await import('./mails/mails-page.tsx')).MailsPage }) },
  { path: 'mails/:mail', lazy: async () => ({ Component: (await import('./mails/mails-page.tsx')).MailsPage }) },
  { path: '*', Component: NotFoundPage },
];

/** The router over the browser's history. */
export function createRouter() {
  return createBrowserRouter([
    { path: '/sign-in', Component: SignInPage, ErrorBoundary: BrokenPage },
    { path: '/', Component: Shell, ErrorBoundary: BrokenPage, HydrateFallback: () => null, children: pages },
  ]);
}
