import { requestTask } from '../state/queue/actions';
import { createTask } from '../state/queue/create-task';
import { go } from '../navigation/location-store';

/** Puts Python packages right that an interrupted change left as they should not be; Activity shows how it goes. */
export async function repairPackages(): Promise<void> {
  if (await requestTask(createTask('repair-packages', {}))) go({ place: 'activity', taskId: null });
}

/** Opens the models that are on disk as a picture of their sizes, the largest first in the list beneath it. */
export function showLargestModels(): void {
  const everyModel = { modelFilter: 'on-disk', modelQuery: '', modelType: '', modelBase: '' } as const;
  go({ place: 'models', ...everyModel, modelSort: 'size', isDiskPicture: true, isModelOpen: false });
}
