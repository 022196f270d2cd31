import type { UpdateComfyParams } from '../../../src/contract/comfyui';
import { createInstallationStore } from '../installation/installation-store';

/** A change of ComfyUI's version that a person is asked about, or has ordered. */
export interface VersionWish {
  kind: 'update' | 'switch' | 'back';
  /** What it is called: `v0.3.62`, `nightly`, a commit. */
  name: string;
  params: UpdateComfyParams;
}

/** The same with the task that does it. */
export interface VersionOrder extends VersionWish {
  uiId: string;
}

/** The last change that was ordered in this window; null before the first, and when its outcome was dismissed. */
export const useVersionOrder = createInstallationStore<{ order: VersionOrder | null }>({ order: null });

/** The versions of ComfyUI tell how this one goes and ends. */
export function noteVersionOrder(order: VersionOrder): void {
  useVersionOrder.setState({ order });
}

/** Takes the outcome away; Activity keeps it. */
export function forgetVersionOrder(): void {
  useVersionOrder.setState({ order: null });
}
