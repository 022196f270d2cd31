import { join } from 'node:path';
import type { Installation } from '../../contract/installation';
import type { AppSettings } from '../../contract/settings';
import { openDearFiles } from '../../base/beside/dear-files';
import type { Logger } from '../../base/log';
import type { Areas } from '../areas';
import type { ComfyOptions } from '../comfyui/arguments/comfy-options';
import type { Paths } from '../installation/paths';
import type { ReadToken } from '../installation/tokens';
import { openForecasts } from './forecasts';
import { openRehearsals, type Rehearsals } from '../rehearsal/rehearsals';
import { createSavedWorkflows, type SavedWorkflows } from '../workflows/saved-workflows';
import { createWorkflowUses } from '../workflows/workflow-uses';

/** What looks ahead, and changes nothing. */
export type OpenedReaders = Pick<Areas, 'forecasts' | 'rehearsals' | 'savedWorkflows'>;

type Parts = Omit<Areas, 'trash' | 'uploads' | keyof OpenedReaders> & { options: ComfyOptions };

interface OpenOptions {
  installation: Installation;
  settings: AppSettings;
  readToken?: ReadToken;
  whenIdle: () => Promise<void>;
  log: Logger;
}

function openTrials(
  { packs, catalogue, python, comfy, variables, options, saved }: Parts & { saved: SavedWorkflows },
  paths: Paths,
  { installation, settings, log }: OpenOptions,
): Promise<Rehearsals> {
  const nodeClasses = () => comfy.nodeClasses();
  const readUses = createWorkflowUses({ catalogue, packs: () => packs.list(), nodeClasses, saved });
  return openRehearsals({
    ...{ installation, settings, paths, packs, python, options, log },
    variables: () => variables.current(),
    async workflowsOf(classes) {
      const uses = await readUses({ packs: [], models: [], classes });
      return new Map(
        Object.entries(uses.classes).map(([name, { workflows }]) => [name, workflows.map((one) => one.name)] as const),
      );
    },
  });
}

/** Opens what looks ahead: the forecast of an update of ComfyUI, the trial of updates of packs, and the saved workflows that the trial asks about. */
export async function openReaders(parts: Parts, paths: Paths, options: OpenOptions): Promise<OpenedReaders> {
  const files = openDearFiles(join(paths.desktopDir, 'too-dear.jsonl'));
  const savedWorkflows = createSavedWorkflows(options.installation.userDir, files);
  const rehearsals = await openTrials({ ...parts, saved: savedWorkflows }, paths, options);
  return { forecasts: openForecasts(parts, paths, options), rehearsals, savedWorkflows };
}
