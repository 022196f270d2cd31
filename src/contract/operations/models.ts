import { z } from 'zod';
import { InstallModelParams, LocalModel, ModelFolders, ModelRow } from '../models';
import { CatalogueMode } from '../settings';
import { reads, changes, Nothing, Asker } from './shape';

/** Models. */
export const modelsOperations = {
  'models.install': changes(InstallModelParams.extend(Asker.shape), Nothing),
  'models.list': reads(
    z.object({ mode: CatalogueMode.default('cache') }),
    z.object({ models: z.array(ModelRow), asOf: z.string().nullable(), notice: z.string().nullable() }),
  ),
  'models.local': reads(Nothing, z.object({ models: z.array(LocalModel), folders: ModelFolders })),
} as const;
