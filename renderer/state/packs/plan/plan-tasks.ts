import type { OperationArgument } from '../../../../src/contract/operations';
import type { PackagePlan, PlannedChange, WayOut } from '../../../../src/contract/python/package-plan';
import type { QueueTask } from '../../../../src/contract/tasks/tasks';

/** Tasks as they will be ordered, and what was chosen on the way to them. */
export interface PlannedOrder {
  tasks: readonly QueueTask[];
  /** Folders of enabled packs that will be disabled first. */
  without: readonly string[];
  /** Requirement lines that are left out, by the pack as the plan names it. */
  leaveOut: readonly { pack: string; line: string }[];
  /** The requirement policy does not count this once. */
  isAsAsked: boolean;
  /** What has no wheel is built to know what it brings. */
  mayBuild: boolean;
}

type InstallTask = Extract<QueueTask, { kind: 'install' }>;
type UpdateTask = Extract<QueueTask, { kind: 'update' }>;
type EnableTask = Extract<QueueTask, { kind: 'enable' }>;
/** A pack that stays at its version and gets other optional groups. */
type FixTask = Extract<QueueTask, { kind: 'fix' }>;
type ComfyTask = Extract<QueueTask, { kind: 'update-comfyui' }>;
type PackTask = InstallTask | UpdateTask | EnableTask | FixTask;
type BringingTask = PackTask | ComfyTask;

/** What a plan calls ComfyUI. */
const comfyName = 'ComfyUI';

/** Whether a task brings a version of a pack, one back, or optional groups, with their requirements. */
function bringsPack(task: QueueTask): task is PackTask {
  if (task.kind === 'fix') return Array.isArray(task.params.optional_groups);
  return task.kind === 'install' || task.kind === 'update' || task.kind === 'enable';
}

const bringsComfy = (task: QueueTask): task is ComfyTask => task.kind === 'update-comfyui';

/** Whether a task brings a version of ComfyUI or of a pack, whose requirements are planned before it is ordered. */
function bringsPackages(task: QueueTask): task is BringingTask {
  return bringsPack(task) || bringsComfy(task);
}

type SwitchTask = Extract<QueueTask, { kind: 'switch-environment' }>;

const isSwitch = (task: QueueTask): task is SwitchTask => task.kind === 'switch-environment';

/** Whether it is looked at what a task does to the packages before it is ordered: it brings some, or leads to others. */
export function isPlanned(task: QueueTask): boolean {
  return bringsPackages(task) || isSwitch(task);
}

type RequestedPack = NonNullable<OperationArgument<'python.plan'>['packs']>[number];

/** How a task names its pack. */
function keyOf(task: BringingTask): string {
  if (task.kind === 'update-comfyui') return comfyName;
  if (task.kind === 'fix') return task.params.node_name;
  if (task.kind === 'enable') return task.params.cnr_id;
  return task.kind === 'install' ? task.params.id : task.params.node_name;
}

function requestedPackOf(task: PackTask): RequestedPack {
  const groups = task.params.optional_groups ?? undefined;
  const requested = { key: keyOf(task), ...(groups !== undefined && { optional_groups: groups }) };
  if (task.kind === 'fix') return { ...requested, stays: true };
  return task.kind === 'install' ? { ...requested, to: task.params.selected_version } : requested;
}

/** What is asked of the core about an order. Pure. */
export function questionOf(order: PlannedOrder): OperationArgument<'python.plan'> {
  const { tasks, without, leaveOut, isAsAsked, mayBuild } = order;
  const environment = tasks.find(isSwitch)?.params.name;
  if (environment !== undefined) return { environment };
  const comfy = tasks.find(bringsComfy)?.params;
  return {
    ...(comfy && { comfyui: { is_stable: comfy.is_stable ?? null, target_version: comfy.target_version } }),
    packs: tasks.filter(bringsPack).map(requestedPackOf),
    without: [...without],
    leave_out: leaveOut.map(({ line }) => line),
    ...(isAsAsked && { requirement_policy: 'as-asked' as const }),
    ...(mayBuild && { allow_build: true }),
  };
}

/** Its front end and the like are ComfyUI, published as packages: where nobody else asks for them, they move with its version as its files do. */
function isPartOfComfy({ name, to, askedBy }: PlannedChange): boolean {
  const isPart = (one: string): boolean => one.startsWith('comfyui-');
  return isPart(name) && to !== null && askedBy.every(({ by }) => by === comfyName || isPart(by));
}

/** Whether a package that is there becomes another one. */
const moves = ({ from }: PlannedChange): boolean => from !== null;

/** Whether a person looks at a plan before it is done. Pure. */
export function needsReview({ outcome, changes, unmet }: PackagePlan, mode: 'always' | 'moves' | 'never'): boolean {
  if (mode === 'never' || outcome === 'nothing') return false;
  return (
    outcome === 'impossible' ||
    outcome === 'unknown' ||
    mode === 'always' ||
    unmet.some(({ isOld }) => !isOld) ||
    changes.some((one) => moves(one) && !isPartOfComfy(one))
  );
}

/** Whether a name of a plan, a folder or an id, is that of a task. The core names a pack that is not here yet by its id. */
function isAbout(task: BringingTask, pack: string): boolean {
  return keyOf(task).toLowerCase() === pack.toLowerCase();
}

/** What all tasks that bring a pack can be given beside their own parameters. */
type Shared = Pick<
  EnableTask['params'],
  'plan_id' | 'only_new' | 'leave_out' | 'requirement_policy' | 'optional_groups'
>;

/** A task with more parameters. */
function withParams(task: PackTask, more: Shared): PackTask {
  switch (task.kind) {
    case 'install':
      return { ...task, params: { ...task.params, ...more } };
    case 'update':
      return { ...task, params: { ...task.params, ...more } };
    case 'fix':
      return { ...task, params: { ...task.params, ...more } };
    default:
      return { ...task, params: { ...task.params, ...more } };
  }
}

const withGroups = (task: PackTask, groups: readonly string[]): PackTask =>
  withParams(task, { optional_groups: [...groups] });

/** An order with one of the ways out taken. Pure. */
export function takeWayOut(order: PlannedOrder, way: WayOut): PlannedOrder {
  const brought = order.tasks.filter(bringsPackages);
  switch (way.kind) {
    case 'disable':
      return { ...order, without: [...order.without, way.pack] };
    case 'as-asked':
      return { ...order, isAsAsked: true };
    case 'without-group':
      return {
        ...order,
        tasks: order.tasks.map((task) => {
          const isMeant = bringsPack(task) && (brought.length === 1 || isAbout(task, way.pack));
          return isMeant ? withGroups(task, way.others) : task;
        }),
      };
    case 'leave-out':
      return { ...order, leaveOut: [...order.leaveOut, { pack: way.pack, line: way.line }] };
    case 'older-version':
      return {
        ...order,
        tasks: order.tasks.map((task) => {
          // With one pack alone there is no doubt which one is meant.
          const isMeant = bringsPackages(task) && (brought.length === 1 || isAbout(task, way.pack));
          return isMeant ? atVersion(task, way.version) : task;
        }),
      };
    default:
      return order;
  }
}

/** An update brings the newest version and no other, and what is disabled is the version that it is, so another one is an installation of it. */
function atVersion(task: BringingTask, version: string): QueueTask {
  if (task.kind === 'update-comfyui') return { ...task, params: { target_version: version } };
  const head = { ui_id: task.ui_id, client_id: task.client_id, kind: 'install' } as const;
  if (task.kind === 'install') return { ...head, params: { ...task.params, version, selected_version: version } };
  const params = {
    id: keyOf(task),
    version,
    selected_version: version,
    mode: 'cache',
    channel: 'default',
  } as const;
  return { ...head, params };
}

/** The tasks of an order, held to what was looked at. Pure. */
export function bindToPlan(
  { tasks, without, leaveOut, isAsAsked }: PlannedOrder,
  plan: PackagePlan,
  { isApproved, newId }: { isApproved: boolean; newId: () => string },
): QueueTask[] {
  const brought = tasks.filter(bringsPackages);
  const isKnown = plan.outcome === 'changes' || plan.outcome === 'unknown';
  const isBound = isKnown && (isApproved || brought.length > 1 || plan.changes.some(moves));
  const exact = { plan_id: plan.plan_id };
  const consent = isBound && plan.isCertain ? exact : isApproved ? {} : { only_new: true };
  const bound = tasks.map((task): QueueTask => {
    if (!bringsPackages(task)) return task;
    // What a version of ComfyUI asks for is known for certain, whatever is not known of packs beside it.
    if (bringsComfy(task)) return { ...task, params: { ...task.params, ...(isBound ? exact : consent) } };
    const own = leaveOut.filter(({ pack }) => brought.length === 1 || isAbout(task, pack));
    return withParams(task, {
      ...consent,
      ...(own.length > 0 && { leave_out: own.map(({ line }) => line) }),
      ...(isAsAsked && { requirement_policy: 'as-asked' as const }),
    });
  });
  const client = tasks[0]?.client_id ?? '';
  const disabling = without.map((name): QueueTask => ({
    ...{ ui_id: newId(), client_id: client, kind: 'disable' as const },
    params: { node_name: name, is_unknown: false },
  }));
  return [...disabling, ...bound];
}
