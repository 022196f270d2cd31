import { applyRemedy } from '../state/comfyui/comfy-actions';
import { useLocation } from '../navigation/location-store';

/** Updates ComfyUI as the update policy of the settings says. */
export function requestComfyUpdate(): Promise<void> {
  return applyRemedy({
    ui_id: crypto.randomUUID(),
    client_id: 'desktop-window',
    kind: 'update-comfyui',
    params: {},
  });
}

/** Opens the models that are on disk as a picture of their sizes, the largest first in the list beneath it. */
export function showLargestModels(): void {
  const everyModel = { modelFilter: 'on-disk', modelQuery: '', modelType: '', modelBase: '' } as const;
  useLocation
    .getState()
    .go({ place: 'models', ...everyModel, modelSort: 'size', isDiskPicture: true, isModelOpen: false });
}
