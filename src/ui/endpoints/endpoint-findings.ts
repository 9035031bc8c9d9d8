import { IconWebhook, type Icon } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { endpointsQuery } from './endpoint-queries.ts';

/** An endpoint that can be found by name. */
export interface EndpointFinding {
  readonly key: string;
  readonly name: string;
  readonly kind: string;
  readonly icon: Icon;
  readonly to: string;
}

/** Endpoints by name. */
export function useEndpointFindings(): readonly EndpointFinding[] {
  const endpoints = useQuery(endpointsQuery).data?.endpoints ?? [];
  return endpoints.map(({ name }) => ({
    key: `endpoint ${name}`,
    name,
    kind: 'Endpoint',
    icon: IconWebhook,
    to: `/endpoints/${name}`,
  }));
}
