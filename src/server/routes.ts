import type { Row } from './http/route-row';
import { bisectRoutes } from './routes/bisect';
import { comfyRoutes } from './routes/comfyui';
import { docsRoutes } from './routes/docs';
import { environmentRoutes } from './routes/environment';
import { modelRoutes } from './routes/models';
import { packageRoutes } from './routes/packages';
import { packRoutes } from './routes/packs';
import { explainRow } from './routes/policy';
import { queueRoutes } from './routes/queue';
import { settingRoutes } from './routes/settings';
import { snapshotRoutes } from './routes/snapshots';

/**
 * Every path of the API. A new path is a new row in the table of its area, with its words in the published document; method rules, guards, validation
 * and errors come with it.
 */
export const routes: readonly Row[] = [
  ...queueRoutes,
  ...packRoutes,
  ...packageRoutes,
  ...snapshotRoutes,
  ...comfyRoutes,
  ...environmentRoutes,
  ...bisectRoutes,
  ...modelRoutes,
  ...settingRoutes,
  explainRow(() => routes),
  ...docsRoutes,
];
