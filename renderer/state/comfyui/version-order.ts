import type { UpdateComfyParams } from '../../../src/contract/comfyui/comfyui-versions';
import { createInstallationStore } from '../installation/installation-store';

/** A change of ComfyUI's version that a person is asked about, or has ordered. */
export interface VersionRequest {
  kind: 'update' | 'switch' | 'back';
  /** What it is called: `v0.3.62`, `nightly`, a commit. */
  name: string;
  params: UpdateComfyParams;
}

/** The same with the task that does it. */
export interface VersionOrder extends VersionRequest {
  uiId: string;
}

interface Ordered {
  order: VersionOrder | null;
  /** Its packages are looked at, before it is in the queue. */
  isPlanned: boolean;
}

/** The last change that was ordered in this window; null before the first, and when its outcome was dismissed. */
export const useVersionOrder = createInstallationStore<Ordered>({ order: null, isPlanned: false });

/** Takes the outcome away; Activity keeps it. */
export function forgetVersionOrder(): void {
  useVersionOrder.setState({ order: null, isPlanned: false });
}

/**
 * Orders a change of the version, of which the place of the versions tells how it goes and ends.
 *
 * @param send Looks at the packages and queues the task; answers whether it is wanted, and was taken.
 */
export async function orderVersion(order: VersionOrder, send: () => Promise<boolean>): Promise<void> {
  useVersionOrder.setState({ order, isPlanned: true });
  const isOrdered = await send();
  const { order: shown } = useVersionOrder.getState();
  // Another installation is shown by now, or another change was ordered.
  if (shown?.uiId !== order.uiId) return;
  if (isOrdered) useVersionOrder.setState({ isPlanned: false });
  else forgetVersionOrder();
}
