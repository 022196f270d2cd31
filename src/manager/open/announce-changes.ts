import type { Emitter } from '../../base/async/emitter';
import type { AppEvent } from '../../contract/events';
import type { Areas } from '../areas';

/** Changes that no task made are announced as well. */
export function announceChanges(
  { catalogue, packs, comfy, bisect, variables }: Areas,
  emit: Emitter<AppEvent>['emit'],
): () => void {
  const announcePacks = () => emit({ name: 'cmd-packs-changed', payload: {} });
  const stops = [
    catalogue.onChange((asOf) => emit({ name: 'cmd-catalogue-changed', payload: { asOf } })),
    packs.onOutsideChange(announcePacks),
    ...[packs.holds, packs.found].map((store) => store.onChange(announcePacks)),
    comfy.onChange((payload) => emit({ name: 'cmd-comfyui-changed', payload })),
    bisect.onChange((payload) => emit({ name: 'cmd-bisect-changed', payload })),
    variables.onChange(() => comfy.standingChanged()),
    comfy.onLog((lines) => emit({ name: 'cmd-comfyui-log', payload: { lines } })),
  ];
  return () => stops.forEach((stop) => stop());
}
