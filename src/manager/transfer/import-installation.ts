import { join } from 'node:path';
import { writeJson } from '../../base/files/files';
import type { TransferReport } from '../../contract/operations/transfer';
import { type ImportPlan, planImport } from './plan-import';
import type { TransferParts } from './transfer-document';
import type { TransferSources } from './transfer-sources';

/** The file with the list of what lay in the trash of another installation. */
const carriedTrash = 'carried-trash.json';

const stays =
  'What permits something (the security level, and the switches beside it), the source of packs and the program of git stay as they are here.';

/** What no file may set, and what ComfyUI would not start with. */
function describeRefused({ refusedArguments: refused, variables: { refused: variables } }: ImportPlan): string[] {
  const names = Object.entries(variables).map(([name, value]) => `${name}=${value}`);
  const byHand = 'A person can set them by hand, under ComfyUI > Start arguments.';
  return [
    ...(refused === null
      ? []
      : [`The arguments of ComfyUI were not taken over: ${refused.reason} They were: ${refused.text}`]),
    ...(names.length === 0
      ? []
      : [
          `These environment variables were not taken over, because no file may set them: ${names.join(', ')}. ${byHand}`,
        ]),
  ];
}

async function takeSettings(
  { config, comfyArguments, variables }: TransferSources,
  given: TransferParts,
  plan: ImportPlan,
): Promise<Pick<TransferReport, 'settings' | 'left'>> {
  const taken: string[] = [...plan.config];
  if (plan.config.length > 0)
    await config.set(Object.fromEntries(plan.config.map((key) => [key, given.settings[key]])));
  if (plan.arguments !== null) {
    await comfyArguments.set(plan.arguments);
    taken.push('comfyui.arguments');
  }
  if (plan.port !== null) {
    comfyArguments.setPort(plan.port);
    taken.push('comfyui.port');
  }
  await variables.takeIn(plan.variables.taken);
  taken.push(...Object.keys(plan.variables.taken));
  return { settings: taken, left: [stays, ...describeRefused(plan)] };
}

/** Adds what a document has to what is here; nothing that is here goes. It was read and planned as a whole before anything is written. */
export async function importInstallation(sources: TransferSources, given: TransferParts): Promise<TransferReport> {
  const { holds, history, batches, snapshots, paths } = sources;
  const plan = await planImport(sources, given);
  for (const { name, document } of plan.snapshots) await snapshots.importDocument(name, JSON.stringify(document));
  const records = await batches.takeIn(plan.batches);
  const takenHolds = await holds.takeIn(plan.holds);
  const items = await history.takeIn(plan.history);
  if (given.trash.length > 0) await writeJson(join(paths.desktopDir, carriedTrash), given.trash);
  const { settings, left } = await takeSettings(sources, given, plan);
  return {
    ...{ holds: takenHolds, history: items, batches: records },
    ...{ snapshots: plan.snapshots.length, trash: given.trash.length, settings, left },
  };
}
