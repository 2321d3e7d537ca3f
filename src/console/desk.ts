import type { DeskTools } from './actions.ts';
import { openLive } from './live.ts';
import { captureRoutes } from './pages/capture.ts';
import { complaintRoutes } from './pages/complaint.ts';
import { fileRoutes } from './pages/files.ts';
import { handOverRoutes } from './pages/hand-over.ts';
import { queueRoutes } from './pages/queue.ts';
import { reportRoutes } from './pages/reports.ts';
import { reviewRoutes } from './pages/review.ts';
import { teamRoutes } from './pages/team.ts';
import { ticketRoutes } from './pages/ticket.ts';
import { ticketActionRoutes } from './pages/ticket-actions.ts';
import type { ConsoleTools, Route } from './visit.ts';

/** The pages where agents work, and what must be closed with them. */
export const openDeskPages = (tools: ConsoleTools & DeskTools): { routes: Route[]; close: () => Promise<void> } => {
  const live = openLive(tools);
  const routes = [
    ...queueRoutes(tools),
    ...ticketRoutes(tools),
    ...ticketActionRoutes(tools),
    ...fileRoutes(tools),
    ...reviewRoutes(tools),
    ...captureRoutes(tools),
    ...teamRoutes(tools),
    ...handOverRoutes(tools),
    ...reportRoutes(tools),
    ...complaintRoutes(tools),
    ...live.routes,
  ];
  return { routes, close: live.close };
};
