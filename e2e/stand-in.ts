/**
 * For a spec that says nothing new about a real ComfyUI, or cannot run on one:
 *
 *     test.skip(...needsStandIn('expects the releases that the world publishes'));
 *
 * Without `COMFYUI_SRC` (see `world/real-comfyui.ts`) the world has its stand-in, and nothing is skipped.
 */
export function needsStandIn(because: string): [isMissing: boolean, reason: string] {
  return [Boolean(process.env['COMFYUI_SRC']), `COMFYUI_SRC is set, and this spec ${because}.`];
}
