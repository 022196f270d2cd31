// For tests only: what the core says of the packages of a task.

/** Nothing comes, and nothing moves. */
export const nothingMoves = {
  ...{
    plan_id: '0'.repeat(32),
    tool: 'uv',
    outcome: 'nothing',
    changes: [],
    bytes: null,
    unknownSizes: 0,
    torch: null,
  },
  ...{
    touches: [],
    unmet: [],
    leftOut: [],
    conflict: null,
    waysOut: [],
    policy: { name: 'as-asked', keptBack: [] },
    isCertain: true,
    notes: [],
  },
};

export const numpyUp = {
  ...{ name: 'numpy', from: '1.26.4', to: '2.0.0', kind: 'up', bytes: 10, form: 'wheel', address: null },
  ...{ askedBy: [], isHardware: false, isMajor: true },
};
/** One package moves. */
export const moves = { ...nothingMoves, plan_id: '1'.repeat(32), outcome: 'changes', changes: [numpyUp] };

/** An update of ComfyUI, and what it moves. */
export const comfyTask = { ui_id: 'c', client_id: 'w', kind: 'update-comfyui', params: { is_stable: true } } as const;
export const ofComfy = { by: 'ComfyUI', line: 'comfyui-frontend-package==1.24.4' };
export const frontEndUp = {
  ...numpyUp,
  name: 'comfyui-frontend-package',
  from: '1.23.4',
  to: '1.24.4',
  askedBy: [ofComfy],
};
