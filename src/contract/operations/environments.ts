import { z } from 'zod';
import {
  CreateEnvironmentParams,
  EnvironmentName,
  EnvironmentRow,
  NamedEnvironmentParams,
} from '../python/environments';
import { MakingOffer } from '../python/making';
import { ClientId } from '../tasks/tasks';
import { changes, Nothing, reads } from './shape';

const Ordered = z.object({ ui_id: z.string() });
const requester = { client_id: ClientId.optional() };

/** The environments of an installation, its own first. */
export const EnvironmentsView = z.object({
  environments: z.array(EnvironmentRow),
  /** The setting `python.interpreter` names the Python of ComfyUI, so there is nothing to switch. */
  isHeldBySetting: z.boolean(),
});
export type EnvironmentsView = z.infer<typeof EnvironmentsView>;

/** The environments that ComfyUI can be started with: made aside, proven by a start, and switched to as a whole. What changes them is a task. */
export const environmentsOperations = {
  'environments.list': reads(Nothing, EnvironmentsView),
  /** What each takes on the disk, in bytes; null for a Python that the whole system shares. */
  'environments.sizes': reads(
    Nothing,
    z.object({ sizes: z.array(z.object({ name: z.string(), bytes: z.number().nullable() })) }),
  ),
  /** What a new one can be made of on this machine. */
  'environments.offer': reads(Nothing, MakingOffer),
  /** Orders a new one. Throws `environment-refused`, `environment-missing`, `disk-full` for what speaks against it now already. */
  'environments.create': changes(CreateEnvironmentParams.safeExtend(requester), Ordered, 'change-environment'),
  /** Orders a copy of one, the one in use when none is named. */
  'environments.clone': changes(
    z.object({ name: EnvironmentName, of: z.string().min(1).max(200).optional(), ...requester }),
    Ordered,
    'change-environment',
  ),
  /** Orders that ComfyUI and all tasks use another one; a ComfyUI that runs keeps its own until its next start. */
  'environments.switch': changes(NamedEnvironmentParams.extend(requester), Ordered, 'change-environment'),
  /** Orders the removal of one that this app made and that is not in use. */
  'environments.remove': changes(NamedEnvironmentParams.extend(requester), Ordered, 'change-environment'),
} as const;
