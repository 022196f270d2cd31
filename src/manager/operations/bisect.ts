import { repositoryKey } from '../../base/git/address';
import type { BisectQuestion } from '../../contract/operations/bisect';
import { AppError } from '../../contract/errors';
import { msg } from '../../contract/text/message';
import type { OperationsOf } from '../../contract/operations';
import type { LocalPack } from '../../contract/packs/local-packs';
import type { Areas } from '../areas';

type BisectAreas = Pick<Areas, 'bisect' | 'catalogue' | 'comfy' | 'packs'>;

const fold = (text: string) => text.toLowerCase();

/** Whether a row of the mappings, which goes by registry id or address, is about this pack. */
function isAbout(key: string, { name, registryId, repository }: LocalPack): boolean {
  if ([name, registryId ?? ''].some((known) => fold(known) === fold(key))) return true;
  const address = repositoryKey(key);
  return address !== null && repository !== null && repositoryKey(repository) === address;
}

/** The enabled pack that is known to bring a node class. Throws `pack-not-installed`. */
async function findProvider({ catalogue, packs, comfy }: BisectAreas, nodeClass: string): Promise<string> {
  const enabled = (await packs.list()).filter((pack) => pack.enabled);
  const mappings = await catalogue.mappings('local', enabled, comfy.nodeClasses());
  const keys = Object.entries(mappings).flatMap(([key, [classes]]) => (classes.includes(nodeClass) ? [key] : []));
  const provider = enabled.find((pack) => keys.some((key) => isAbout(key, pack)));
  if (provider !== undefined) return provider.name;
  throw new AppError('pack-not-installed', msg`No enabled pack is known to provide the node class ${nodeClass}.`, {
    remedy: msg`Check its spelling, or choose its pack.`,
  });
}

/** A missing node class stands for its pack. */
async function complete(areas: BisectAreas, given: BisectQuestion): Promise<BisectQuestion> {
  const { question, pack, nodeClass } = given;
  if (question !== 'pack' || pack != null || nodeClass == null) return given;
  return { ...given, pack: await findProvider(areas, nodeClass) };
}

/** The search for the pack that breaks ComfyUI. */
export function createBisectOperations(areas: BisectAreas): OperationsOf<'bisect'> {
  const { bisect } = areas;
  return {
    'bisect.view': () => Promise.resolve(bisect.view()),
    'bisect.begin': async (question) => bisect.begin(await complete(areas, question)),
    'bisect.answer': async (word) => bisect.answer(word),
    'bisect.cancel': () => bisect.cancel(),
  };
}
