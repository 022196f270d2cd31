import type { Row } from './http/route-row';
import { comfyRoutes } from './routes/comfyui';
import { docsRoutes } from './routes/docs';
import { modelRoutes } from './routes/models';
import { packRoutes } from './routes/packs';
import { explainRow } from './routes/policy';
import { queueRoutes } from './routes/queue';
import { settingRoutes } from './routes/settings';
import { snapshotRoutes } from './routes/snapshots';

/**
 * Every path of the API. A new path is a new row in the table of its area; method rules, guards, validation and errors come with it,
 * and its words in the published document belong in src/server/openapi/.
 */
export const routes: readonly Row[] = [
  ...queueRoutes,
  ...packRoutes,
  ...snapshotRoutes,
  ...comfyRoutes,
  ...modelRoutes,
  ...settingRoutes,
  explainRow(() => routes),
  ...docsRoutes,
];
