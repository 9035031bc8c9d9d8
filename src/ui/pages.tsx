import { lazy, type ComponentType } from 'react';
import { BrowserRouter, Route, Routes } from 'react-router';
import { HomePage } from './home/home-page.tsx';
import { NotFoundPage } from './shell/not-found-page.tsx';
import { Shell } from './shell/shell.tsx';
import { SignInPage } from './sign-in/sign-in-page.tsx';

/** A page that is loaded when it is first needed. */
const later = <N extends string>(load: () => Promise<Record<N, ComponentType>>, name: N) =>
  lazy(async () => ({ default: (await load())[name] }));

const ChainsPage = later(() => import('./chains/chains-page.tsx'), 'ChainsPage');
const ChainPage = later(() => import('./chains/chain-page.tsx'), 'ChainPage');
const JobsPage = later(() => import('./jobs/jobs-page.tsx'), 'JobsPage');
const JobPage = later(() => import('./jobs/job-page.tsx'), 'JobPage');
const SchedulePage = later(() => import('./schedule/schedule-page.tsx'), 'SchedulePage');
const WorkflowsPage = later(() => import('./workflows/workflows-page.tsx'), 'WorkflowsPage');
const WorkflowPage = later(() => import('./workflows/workflow-page.tsx'), 'WorkflowPage');
const StartPage = later(() => import('./workflows/start-page.tsx'), 'StartPage');
const InstancePage = later(() => import('./workflows/instance-page.tsx'), 'InstancePage');
const InboxPage = later(() => import('./inbox/inbox-page.tsx'), 'InboxPage');
const DatasetsPage = later(() => import('./datasets/datasets-page.tsx'), 'DatasetsPage');
const DatasetPage = later(() => import('./datasets/dataset-page.tsx'), 'DatasetPage');
const DashboardsPage = later(() => import('./dashboards/dashboards-page.tsx'), 'DashboardsPage');
const DashboardPage = later(() => import('./dashboards/dashboard-page.tsx'), 'DashboardPage');
const EndpointsPage = later(() => import('./endpoints/endpoints-page.tsx'), 'EndpointsPage');
const EndpointPage = later(() => import('./endpoints/endpoint-page.tsx'), 'EndpointPage');
const DeliveryPage = later(() => import('./endpoints/delivery-page.tsx'), 'DeliveryPage');
const RunsPage = later(() => import('./runs/runs-page.tsx'), 'RunsPage');
const RunPage = later(() => import('./runs/run-page.tsx'), 'RunPage');
const AlertsPage = later(() => import('./alerts/alerts-page.tsx'), 'AlertsPage');
const AlertMessagePage = later(() => import('./alerts/message-page.tsx'), 'MessagePage');
const AccountPage = later(() => import('./account/account-page.tsx'), 'AccountPage');
const AdminRoutes = later(() => import('./admin/admin-routes.tsx'), 'AdminRoutes');
const MailsPage = later(() => import('./mails/mails-page.tsx'), 'MailsPage');

/** Every address of the pages. Home is there at once. */
export function Pages() {
  return (
    <BrowserRouter>
      <Routes>
        <Route path="/sign-in" element={<SignInPage />} />
        <Route path="/" element={<Shell />}>
          <Route index element={<HomePage />} />
          <Route path="chains" element={<ChainsPage />} />
          <Route path="chains/:chainset/:chain" element={<ChainPage />} />
          <Route path="jobs" element={<JobsPage />} />
          <Route path="jobs/:job" element={<JobPage />} />
          <Route path="schedule" element={<SchedulePage />} />
          <Route path="workflows" element={<WorkflowsPage />} />
          <Route path="workflows/:workflow" element={<WorkflowPage />} />
          <Route path="workflows/:workflow/start" element={<StartPage />} />
          <Route path="workflows/:workflow/:instance" element={<InstancePage />} />
          <Route path="inbox" element={<InboxPage />} />
          <Route path="datasets" element={<DatasetsPage />} />
          <Route path="datasets/:dataset" element={<DatasetPage />} />
          <Route path="dashboards" element={<DashboardsPage />} />
          <Route path="dashboards/:dashboard" element={<DashboardPage />} />
          <Route path="dashboards/:dashboard/:page" element={<DashboardPage />} />
          <Route path="endpoints" element={<EndpointsPage />} />
          <Route path="endpoints/:endpoint" element={<EndpointPage />} />
          <Route path="endpoints/:endpoint/deliveries/:delivery" element={<DeliveryPage />} />
          <Route path="runs" element={<RunsPage />} />
          <Route path="runs/:run" element={<RunPage />} />
          <Route path="mails" element={<MailsPage />} />
          <Route path="mails/:mail" element={<MailsPage />} />
          <Route path="alerts" element={<AlertsPage />} />
          <Route path="alerts/messages/:message" element={<AlertMessagePage />} />
          <Route path="account" element={<AccountPage />} />
          <Route path="admin/*" element={<AdminRoutes />} />
          <Route path="*" element={<NotFoundPage />} />
        </Route>
      </Routes>
    </BrowserRouter>
  );
}
