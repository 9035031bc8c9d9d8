import {
  IconBell,
  IconCalendarTime,
  IconChartBar,
  IconHome,
  IconInbox,
  IconLink,
  IconMail,
  IconPlayerPlay,
  IconRoute,
  IconShieldCog,
  IconTable,
  IconWebhook,
  type Icon,
} from '@tabler/icons-react';

/** A noun that has pages. */
export interface Noun {
  readonly name: string;
  readonly to: string;
  readonly icon: Icon;
  /** True for those that stand in the bar of a phone; there is room for five. The others are behind `More`. */
  readonly onPhone?: boolean;
  /** Pages that belong to it and have an address of their own. */
  readonly also?: readonly string[];
  /** Privileges one of which it takes to find anything there; without them it is for everybody. */
  readonly forAny?: readonly string[];
}

/** The nouns that have pages, in the order of the rail. */
export const nouns: readonly Noun[] = [
  { name: 'Home', to: '/', icon: IconHome, onPhone: true },
  { name: 'Chains', to: '/chains', icon: IconLink },
  { name: 'Jobs', to: '/jobs', icon: IconCalendarTime, also: ['/schedule'] },
  { name: 'Workflows', to: '/workflows', icon: IconRoute, onPhone: true },
  { name: 'Inbox', to: '/inbox', icon: IconInbox, onPhone: true },
  { name: 'Datasets', to: '/datasets', icon: IconTable },
  { name: 'Dashboards', to: '/dashboards', icon: IconChartBar },
  { name: 'Endpoints', to: '/endpoints', icon: IconWebhook },
  { name: 'Runs', to: '/runs', icon: IconPlayerPlay, onPhone: true, forAny: ['run:see'] },
  { name: 'Alerts', to: '/alerts', icon: IconBell, forAny: ['alert:see'] },
  { name: 'Mails', to: '/mails', icon: IconMail, forAny: ['run:see'] },
  {
    ...{ name: 'Admin', to: '/admin', icon: IconShieldCog },
    forAny: ['admin:users', 'admin:secrets', 'admin:connections', 'admin:audit'],
  },
];
