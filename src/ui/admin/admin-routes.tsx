import { Route, Routes } from 'react-router';
import { NotFoundPage } from '../shell/not-found-page.tsx';
import { AdminFrame, FirstArea } from './admin-frame.tsx';
import { AuditPage } from './audit-page.tsx';
import { ConnectionPage } from './connection-page.tsx';
import { ConnectionsPage } from './connections-page.tsx';
import { KeyPage } from './key-page.tsx';
import { KeysPage } from './keys-page.tsx';
import { NewKeyPage } from './new-key-page.tsx';
import { NewSecretPage } from './new-secret-page.tsx';
import { NewUserPage } from './new-user-page.tsx';
import { NodesPage } from './nodes-page.tsx';
import { RolePage } from './role-page.tsx';
import { RolesPage } from './roles-page.tsx';
import { SecretPage } from './secret-page.tsx';
import { SecretsPage } from './secrets-page.tsx';
import { ServicePage } from './service-page.tsx';
import { UserPage } from './user-page.tsx';
import { UsersPage } from './users-page.tsx';

/** Every address of the administration; together they are loaded when the first of them is opened. */
export function AdminRoutes() {
  return (
    <Routes>
      <Route element={<AdminFrame />}>
        <Route index element={<FirstArea />} />
        <Route path="users" element={<UsersPage />} />
        <Route path="users/:user" element={<UserPage />} />
        <Route path="new-user" element={<NewUserPage />} />
        <Route path="services/:service" element={<ServicePage />} />
        <Route path="roles" element={<RolesPage />} />
        <Route path="roles/:role" element={<RolePage />} />
        <Route path="keys" element={<KeysPage />} />
        <Route path="keys/:key" element={<KeyPage />} />
        <Route path="new-key" element={<NewKeyPage />} />
        <Route path="secrets" element={<SecretsPage />} />
        <Route path="secrets/:secret" element={<SecretPage />} />
        <Route path="new-secret" element={<NewSecretPage />} />
        <Route path="connections" element={<ConnectionsPage />} />
        <Route path="connections/:connection" element={<ConnectionPage />} />
        <Route path="nodes" element={<NodesPage />} />
        <Route path="audit" element={<AuditPage />} />
        <Route path="*" element={<NotFoundPage />} />
      </Route>
    </Routes>
  );
}
