import type { QueueTask } from './tasks';

/**
 * What a task works on. Tasks of different lanes run side by side, those of one lane begin in the order in which they came, downloads of models a few at
 * once: a model of 20 GB on its way must
 * not keep a pack from being installed, and two tasks must never change the one Python environment at once.
 */
export type Lane = 'installation' | 'models';

/** Every lane, the one first whose task is named where only one task is shown. */
export const lanes: readonly Lane[] = ['installation', 'models'];

/** How many tasks of each lane run at once at most, whatever the settings say. */
export const slotsOf: Readonly<Record<Lane, number>> = { installation: 1, models: 8 };

/** The lane of a task: downloads of models have their own, but for those that go into the folder of a pack, and what else takes hours is beside them. Pure. */
export function laneOf(task: QueueTask): Lane {
  const isOfPack = (path: string): boolean => /^\/*custom_nodes(\/|$)/i.test(path);
  if (task.kind === 'move-models-folder') return 'models';
  return task.kind === 'install-model' && !isOfPack(task.params.save_path ?? '') ? 'models' : 'installation';
}
