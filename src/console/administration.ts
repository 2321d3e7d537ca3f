import type { AdminTools } from './admin/tools.ts';
import { adminRoutes } from './pages/admin.ts';
import { agentRoutes } from './pages/admin-agent.ts';
import { agentsRoutes } from './pages/admin-agents.ts';
import { auditRoutes } from './pages/admin-audit.ts';
import { quarantineRoutes } from './pages/admin-quarantine.ts';
import { templateRoutes } from './pages/admin-templates.ts';
import { tokenRoutes } from './pages/admin-tokens.ts';
import { webhookRoutes } from './pages/admin-webhooks.ts';
import type { Route } from './visit.ts';

/** The pages of those who watch over the system and the people. */
export const administrationRoutes = (tools: AdminTools): Route[] => [
  ...adminRoutes(tools),
  ...quarantineRoutes(tools),
  ...agentsRoutes(tools),
  ...agentRoutes(tools),
  ...templateRoutes(tools),
  ...auditRoutes(tools),
  ...tokenRoutes(tools),
  ...webhookRoutes(tools),
];
