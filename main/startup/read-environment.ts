import type { Environment } from './arguments';

/** What the environment says of this start; the names are those of the start script, the desktop, and the packages that set them. Pure. */
export function readEnvironment(env: Readonly<Record<string, string | undefined>>, isPackaged: boolean): Environment {
  return {
    rendererUrl: isPackaged ? null : (env['ELECTRON_RENDERER_URL'] ?? null),
    desktopName: env['XDG_CURRENT_DESKTOP'] ?? '',
    hasParentPipe: env['CMD_PARENT_PIPE'] === '1',
    nodeProgram: env['CMD_NODE'] ?? 'node',
    appImage: env['APPIMAGE'] ?? null,
    isPortable: env['PORTABLE_EXECUTABLE_FILE'] !== undefined,
  };
}
